import type { StatsPoint } from '../../../src-core/protocol/statistics';
import type { Monitor } from '../../../src-core/queue/monitor';
import type { StatsRange } from '../../../src-core/queue/stats';

/** A step changes no more this long after its end, also when Redis' clock is behind ours; ms. */
const settledMs = 60_000;
/** Histories remembered, and points of each: those of a day or of what was asked last. */
const maxSeries = 100;
const maxPoints = 2000;

/** The queues' histories as they were read before: what is over does not change, so only the newest steps are read. */
export class StatsHistory {
  readonly #series = new Map<string, Map<number, StatsPoint>>();

  constructor(private readonly monitor: Pick<Monitor, 'queueStats'>) {}

  /** One point a step, as `Monitor.queueStats`. */
  async read(queue: string, range: StatsRange): Promise<StatsPoint[]> {
    const pointMs = range.stepMs * (range.merge ?? 1);
    const known = this.#seriesOf(`${queue} ${pointMs}`);
    const from = Math.floor(range.fromMs / pointMs) * pointMs;
    const points: StatsPoint[] = [];
    let at = from;
    for (let point = known.get(at); point && at <= range.toMs; point = known.get(at)) {
      points.push(point);
      at += pointMs;
    }
    if (at > range.toMs) return points;
    const read = await this.monitor.queueStats(queue, { ...range, fromMs: at });
    const settled = Date.now() - settledMs;
    for (const point of read) if (point.at + pointMs <= settled) known.set(point.at, point);
    for (const old of known.keys()) {
      if (known.size <= maxPoints) break;
      known.delete(old);
    }
    return [...points, ...read];
  }

  #seriesOf(key: string): Map<number, StatsPoint> {
    const known = this.#series.get(key) ?? new Map<number, StatsPoint>();
    // The one used last goes to the end.
    this.#series.delete(key);
    this.#series.set(key, known);
    const [oldest] = this.#series.keys();
    if (this.#series.size > maxSeries && oldest !== undefined) this.#series.delete(oldest);
    return known;
  }
}
