import { type Scenario, scenarioSchema } from '../../src-core/protocol/scenario';

/** Jobs of 1 s at 500 a second for 1,000 GPUs of three models in two zones; some need much memory, some a zone. */
export function fleetScenario(seconds: number): Scenario {
  const machines = (count: number, model: string, memoryMb: number, zone: string) => ({
    count,
    gpus: { count: 1, model, memoryMb },
    labels: { zone },
  });
  return scenarioSchema.parse({
    name: 'fleet',
    duration: seconds * 1000,
    settle: '20s',
    jobs: {
      render: { duration: '1s' },
      train: { duration: '1s', requires: { gpuMemoryMb: { gte: 40_000 } } },
      local: { duration: '1s', requires: { zone: 'us' } },
    },
    machines: {
      large: machines(200, 'A100', 80_000, 'eu'),
      medium: machines(300, 'L40', 48_000, 'us'),
      small: machines(500, 'T4', 16_000, 'eu'),
    },
    load: {
      web: {
        clients: 10,
        arrivals: { poisson: { perSecond: 500 } },
        jobs: { render: 70, train: 20, local: 10 },
      },
    },
  });
}
