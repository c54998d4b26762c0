import { describe, expect, it } from 'vitest';
import { defaultRestartTimings, RestartPolicy } from './restart-policy';

describe('RestartPolicy', () => {
  it('doubles the delay from 250 ms to 10 s while the exits are far apart', () => {
    const policy = new RestartPolicy(defaultRestartTimings);
    const delays = [0, 1, 2, 3, 4, 5, 6].map((n) => policy.exited(n * 25_000).delayMs);
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000]);
  });

  it('calls five exits within 30 s a crash loop and then tries once a minute until it is stable', () => {
    const policy = new RestartPolicy(defaultRestartTimings);
    for (const at of [0, 300, 900, 2000]) expect(policy.exited(at).state).toBe('backoff');
    expect(policy.exited(4100)).toEqual({ state: 'crash-loop', delayMs: 60_000 });
    expect(policy.exited(70_000)).toEqual({ state: 'crash-loop', delayMs: 60_000 });
    policy.stable();
    expect(policy.exited(140_000)).toEqual({ state: 'backoff', delayMs: 250 });
  });
});
