import type { FastifyInstance } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Scenario } from '../../../src-core/protocol/scenario';
import type { SimulationReport } from '../../../src-core/protocol/simulator';
import {
  breakBodySchema,
  checkScenarioBodySchema,
  faultsBodySchema,
  runSimulationBodySchema,
  scenarioBodySchema,
} from '../../../src-core/protocol/simulator-routes';
import type { GatewayContext } from '../context';
import type { Simulators } from '../options';
import { check } from './body';

/** The simulator: scenarios, one run at a time, and how it went. For admins only. */
export function simulatorRoutes(app: FastifyInstance, context: GatewayContext): void {
  scenarioRoutes(app, context);
  runRoutes(app, context);
}

function scenarioRoutes(app: FastifyInstance, { options }: GatewayContext): void {
  app.get('/simulator', async () => {
    const simulators = simulatorsOf(options.simulators);
    return { ...simulators.state(), presets: await simulators.presets() };
  });

  app.get('/simulator/presets/:name', (request) =>
    simulatorsOf(options.simulators).preset((request.params as { name: string }).name),
  );

  app.post('/simulator/check', (request) => {
    const { yaml } = check(checkScenarioBodySchema, request.body, 'The body');
    return simulatorsOf(options.simulators).check(yaml);
  });

  app.post('/simulator/yaml', async (request) => {
    const { scenario } = check(scenarioBodySchema, request.body, 'The body');
    return { yaml: simulatorsOf(options.simulators).write(scenario) };
  });
}

function runRoutes(app: FastifyInstance, { options, log }: GatewayContext): void {
  app.post('/simulator/run', async (request, reply) => {
    const simulators = simulatorsOf(options.simulators);
    const body = check(runSimulationBodySchema, request.body, 'The body');
    const scenario = 'yaml' in body ? await readYaml(simulators, body.yaml) : body.scenario;
    const started = simulators.run(scenario, body.seed);
    log.info({ ...started, scenario: scenario.name }, 'a simulation is started');
    return reply.code(202).send(started);
  });

  for (const type of ['pause', 'resume', 'stop'] as const) {
    app.post(`/simulator/${type}`, async () => {
      const simulators = simulatorsOf(options.simulators);
      simulators.command({ type });
      return simulators.state();
    });
  }

  app.post('/simulator/break', async (request) => {
    const simulators = simulatorsOf(options.simulators);
    const broken = check(breakBodySchema, request.body, 'The body');
    simulators.command({ type: 'break', ...broken });
    return simulators.state();
  });

  app.put('/simulator/faults', async (request) => {
    const simulators = simulatorsOf(options.simulators);
    const { faults } = check(faultsBodySchema, request.body, 'The body');
    simulators.command({ type: 'set_faults', faults });
    return simulators.state();
  });

  app.get('/simulator/report', async () => reportOf(simulatorsOf(options.simulators)));

  app.get('/simulator/junit', (_request, reply) => {
    const simulators = simulatorsOf(options.simulators);
    return reply.type('application/xml; charset=utf-8').send(simulators.junit(reportOf(simulators)));
  });
}

function simulatorsOf(simulators: Simulators | undefined): Simulators {
  if (simulators) return simulators;
  throw new SignalboxError('NOT_FOUND', 'This gateway was started without a simulator');
}

async function readYaml(simulators: Simulators, yaml: string): Promise<Scenario> {
  const { scenario, issues } = await simulators.check(yaml);
  if (scenario) return scenario;
  const told = issues.map(({ file, line, column, message }) => ({
    path: '',
    message: `${file === '' ? '' : `${file}, `}line ${line}, column ${column}: ${message}`,
  }));
  throw new SignalboxError('INVALID_MESSAGE', `The scenario: ${told[0]?.message ?? 'not valid'}`, {
    issues: told,
  });
}

function reportOf(simulators: Simulators): SimulationReport {
  const { report } = simulators.state();
  if (report) return report;
  throw new SignalboxError('NOT_FOUND', 'No simulation has ended here yet');
}
