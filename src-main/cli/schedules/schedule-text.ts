import type { Schedule, ScheduleView, TickRecord } from '../../../src-core/protocol/schedules';
import { fineDuration, relativeTime } from '../duration';
import { jsonLine, oneLine } from '../plain-text';
import type { Run } from '../run';
import { renderPairs } from '../tables';

/** When a schedule ticks, in few words: `30 2 * * *, Europe/Berlin`, `every 5 min`. */
export function whenText({ cron, timezone, every, at }: Schedule): string {
  if (cron !== undefined) return timezone === 'UTC' ? cron : `${cron}, ${timezone}`;
  return every === undefined ? `once at ${at}` : `every ${fineDuration(every)}`;
}

/** One schedule with its next ticks. */
export function scheduleText(view: ScheduleView, { io, colors }: Run): string {
  const { schedule, nextTicks, last, queuedTicks } = view;
  const { job, overlap, missed, missedMost, jitterMs } = schedule;
  const pairs: [string, string][] = [
    ['schedule', schedule.name],
    ['when', whenText(schedule)],
    ['job', `${job.type} ${jsonLine(JSON.stringify(job.payload) ?? 'null')}`],
    ['overlap', overlap],
    ['missed', missed === 'all' ? `all, the newest ${missedMost}` : missed],
    ...(jitterMs > 0 ? ([['jitter', `up to ${fineDuration(jitterMs)}`]] as [string, string][]) : []),
    ['last', last ? tickText(last, io.now()) : 'never yet'],
    ...(queuedTicks.length > 0 ? ([['queued', `${queuedTicks.length} ticks`]] as [string, string][]) : []),
    ['next', nextText(view, io.now())],
  ];
  for (const tick of nextTicks.slice(1)) pairs.push(['', tickTime(tick, schedule)]);
  return renderPairs(pairs, io.stdout, colors);
}

/** `2026-11-22T01:30:00Z, in 6 h`. */
export function nextText({ schedule, nextTicks: [next] }: ScheduleView, now: number): string {
  if (schedule.paused) return 'paused';
  return next === undefined
    ? 'never again'
    : `${tickTime(next, schedule)}, in ${fineDuration(Math.max(0, next - now))}`;
}

/** What became of a tick: `started nightly-20261121T013000Z, 6 h ago`. */
export function tickText({ outcome, jobId, note, tick, byHand }: TickRecord, now: number): string {
  const what = [outcome, jobId, byHand && 'by hand'].filter(Boolean).join(' ');
  return oneLine(`${what}, ${relativeTime(tick, now)}${note ? `: ${note}` : ''}`);
}

/** The tick in UTC, and as clocks in its time zone show it. */
function tickTime(tick: number, { timezone }: Schedule): string {
  const utc = new Date(tick).toISOString().replace('.000Z', 'Z');
  if (timezone === 'UTC') return utc;
  const there = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
  return `${utc} (${there.format(tick)})`;
}
