import type { ScenarioText } from '../../../../src-core/protocol/scenario';

/** What the form begins with: a small fleet that works. */
export const firstScenario: ScenarioText = {
  name: 'my-fleet',
  duration: '30s',
  settle: '30s',
  jobs: {
    render: {
      duration: { lognormal: { median: '800ms', sigma: 0.4, max: '5s' } },
      progressEvery: '200ms',
      failure: { rate: 0.02 },
    },
  },
  machines: { rig: { count: 4, gpus: { count: 2, model: 'SIM-24', memoryMb: 24_000 }, slotsPerGpu: 1 } },
  load: { steady: { clients: 2, arrivals: { poisson: { perSecond: 5 } }, jobs: { render: 1 } } },
  faults: [],
  assert: { lost: 0, duplicated: 0, p95Wait: '2s', invariants: true },
};
