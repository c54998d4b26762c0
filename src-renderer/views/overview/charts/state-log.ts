import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';

/** How many jobs were in a state at a moment, and how long the oldest had waited. */
export interface StateSample {
  at: number;
  waiting: number;
  scheduled: number;
  active: number;
  oldestWaitMs: number;
}

interface Logged {
  at: number;
  queues: Map<string, StateSample>;
}

const minute = 60_000;
const fine = { spacingMs: 10_000, keptMs: 60 * minute };
const coarse = { spacingMs: 2 * minute, keptMs: 24 * 60 * minute };

/**
 * Remembers, for a day, how many jobs were in each state: Redis keeps the history of waiting jobs alone. Begins with
 * the console, every 10 s for an hour and every 2 min before.
 */
export class StateLog {
  private fine: Logged[] = [];
  private coarse: Logged[] = [];

  /** Takes a frame; the newest one stands for its step. */
  note(frame: StatsFrame): void {
    const logged = {
      at: frame.at,
      queues: new Map(frame.queues.map((queue) => [queue.name, sampleOf(frame.at, queue)])),
    };
    this.fine = added(this.fine, logged, fine);
    this.coarse = added(this.coarse, logged, coarse);
  }

  clear(): void {
    this.fine = [];
    this.coarse = [];
  }

  /** The samples of a queue, or of all of them added up when it is '', oldest first. */
  samples(queue: string): StateSample[] {
    const from = this.fine[0]?.at ?? 0;
    const all = [...this.coarse.filter(({ at }) => at < from), ...this.fine];
    return all.flatMap(({ at, queues }) => {
      if (queue === '') return [sum(at, [...queues.values()])];
      const one = queues.get(queue);
      return one ? [one] : [];
    });
  }
}

function added(log: Logged[], next: Logged, { spacingMs, keptMs }: typeof fine): Logged[] {
  const last = log.at(-1);
  const sameStep = last && Math.floor(last.at / spacingMs) === Math.floor(next.at / spacingMs);
  return [...(sameStep ? log.slice(0, -1) : log).filter(({ at }) => at > next.at - keptMs), next];
}

function sampleOf(at: number, { counts, oldestWaitMs }: StatsFrame['queues'][number]): StateSample {
  const { waiting = 0, scheduled = 0, active = 0 } = counts;
  return { at, waiting, scheduled, active, oldestWaitMs: oldestWaitMs ?? 0 };
}

function sum(at: number, samples: StateSample[]): StateSample {
  const total = { at, waiting: 0, scheduled: 0, active: 0, oldestWaitMs: 0 };
  for (const one of samples) {
    total.waiting += one.waiting;
    total.scheduled += one.scheduled;
    total.active += one.active;
    total.oldestWaitMs = Math.max(total.oldestWaitMs, one.oldestWaitMs);
  }
  return total;
}
