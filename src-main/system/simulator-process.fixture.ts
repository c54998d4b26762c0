import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulationReport, SimulationSnapshot } from '../../src-core/protocol/simulator';

const nobody = {
  planned: 1,
  submitted: 0,
  accepted: 0,
  rejected: 0,
  completed: 0,
  dead: 0,
  cancelled: 0,
  retries: 0,
  fenced: 0,
  lost: 0,
  duplicated: 0,
  waiting: 0,
  active: 0,
};

const snapshot: SimulationSnapshot = {
  runId: '',
  scenario: '',
  seed: 0,
  phase: 'running',
  startedAt: 1,
  elapsedMs: 1,
  durationMs: 1000,
  workers: [
    { id: 'rig-1:gpu0', machine: 'rig-1', state: 'idle', fault: null, jobs: [], completed: 0, failed: 0 },
  ],
  counts: nobody,
  wait: null,
  run: null,
  assertions: [],
  faults: [],
  log: [],
};

const report: SimulationReport = {
  runId: '',
  scenario: '',
  seed: 0,
  outcome: 'stopped',
  startedAt: 1,
  endedAt: 2,
  counts: nobody,
  wait: null,
  run: null,
  maxDepth: 0,
  assertions: [],
  violations: [],
  faults: {},
  decisions: { count: 0, sha256: '' },
};

/** A simulator that runs nothing: it tells each command as a line of its log. The scenario's name says how it ends. */
const source = `
let run;
const log = [];
const named = (what) => ({ ...what, runId: run.runId, scenario: run.scenario.name, seed: run.seed });
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => { if (run.scenario.name !== 'deaf') process.exit(0); });
process.on('message', (message) => {
  if (message.type === 'run') {
    run = message;
    if (run.scenario.name === 'crash') { console.error('out of GPUs'); process.exit(3); }
    if (run.scenario.name === 'fail') return process.send({ type: 'failed', message: 'no gateway there' });
  }
  if (message.type === 'stop') return process.send({ type: 'ended', report: named(${JSON.stringify(report)}), decisions: [] });
  const { type, ...rest } = message;
  log.push({ at: 1, who: type, text: JSON.stringify(rest) });
  process.send({ type: 'snapshot', snapshot: { ...named(${JSON.stringify(snapshot)}), log } });
});
process.send({ type: 'ready' });
`;

/** The stand-in as a file of its own, until `close`. */
export async function simulatorProcess(): Promise<{ entry: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-simulator-'));
  const entry = join(folder, 'simulator.cjs');
  await writeFile(entry, source);
  return { entry, close: () => rm(folder, { recursive: true, force: true }) };
}
