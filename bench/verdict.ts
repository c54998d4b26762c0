import type { Case } from './cases';
import type { ContenderName } from './contenders/contender';
import type { IdleRates } from './measure/idle';
import type { Sample } from './measure/measurement';
import { median, type Ratio, ratioOf } from './statistics';
import { idleTargets, type Metric, meets, metrics } from './targets';

export type Samples = Map<ContenderName, Sample[]>;

export interface CaseResult {
  case: Case;
  samples: Samples;
}

/** One line of the report. */
export interface Row {
  metric: Metric;
  case: Case;
  medians: Record<ContenderName, number>;
  /** Against BullMQ. */
  bare: Ratio;
  dressed: Ratio;
  /** null when the target does not count here. */
  met: boolean | null;
}

export interface IdleRow {
  title: string;
  perMinute: number;
  /** null for the peers. */
  limit: number | null;
  met: boolean | null;
}

export interface Verdict {
  rows: Row[];
  idle: IdleRow[];
  /** The targets that bare jobs miss, in words. */
  missed: string[];
}

function rowOf(metric: Metric, { case: one, samples }: CaseResult): Row {
  const values = (name: ContenderName) =>
    (samples.get(name) ?? []).map((sample) => sample[metric.field] as number);
  const bare = ratioOf(values('signalbox'), values('bullmq'));
  return {
    metric,
    case: one,
    medians: {
      signalbox: median(values('signalbox')),
      'signalbox dressed': median(values('signalbox dressed')),
      bullmq: median(values('bullmq')),
      'bee-queue': median(values('bee-queue')),
    },
    bare,
    dressed: ratioOf(values('signalbox dressed'), values('bullmq')),
    met: one.judged ? meets(metric.target, bare.median) : null,
  };
}

function idleRows(rates: IdleRates): IdleRow[] {
  const ours = (title: string, perMinute: number, limit: number): IdleRow => ({
    title,
    perMinute,
    limit,
    met: perMinute <= limit,
  });
  return [
    ours('signalbox, a worker process', rates.follower, idleTargets.follower),
    ours('signalbox, the leading process', rates.leader, idleTargets.leader),
    { title: 'bullmq, a worker process', perMinute: rates.bullmq, limit: null, met: null },
    { title: 'bee-queue, a worker process', perMinute: rates.beeQueue, limit: null, met: null },
  ];
}

/** The line's name with its setting: `processing, 1024 B, AOF off`. */
export function nameOf({ metric, case: one }: Row): string {
  return `${metric.title}${one.keep ? ', kept' : ''}, ${one.payloadBytes} B, AOF ${one.aof}`;
}

/** Compares what was measured with the targets. */
export function judge(results: readonly CaseResult[], idle: IdleRates | null): Verdict {
  const rows = results.flatMap((result) =>
    metrics.filter((metric) => metric.measure === result.case.measure).map((metric) => rowOf(metric, result)),
  );
  const idles = idle ? idleRows(idle) : [];
  const missed = [
    ...rows
      .filter((row) => row.met === false)
      .map((row) => {
        const { bound, ratio } = row.metric.target;
        return `${nameOf(row)}: ${row.bare.median.toFixed(2)} of BullMQ, ${bound} ${ratio} wanted`;
      }),
    ...idles
      .filter((row) => row.met === false)
      .map((row) => {
        return `${row.title}: ${row.perMinute.toFixed(1)} commands a minute, at most ${row.limit} wanted`;
      }),
  ];
  return { rows, idle: idles, missed };
}
