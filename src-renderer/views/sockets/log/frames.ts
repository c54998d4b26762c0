import { FrameRing } from './frame-ring';
import { JobsByRef } from './jobs-by-ref';
import type { LoggedFrame } from './logged-frame';
import { readFrame } from './read-frame';

export type { LoggedFrame } from './logged-frame';

/** What its connection knows of it. */
export type FrameFacts = Pick<LoggedFrame, 'connectionId' | 'connection' | 'way' | 'data'>;

type Listener = (frame: LoggedFrame) => void;

/** The log keeps so many; the oldest go first. */
export const mostFrames = 100_000;
/** Bytes of all kept frames together: with large frames it keeps fewer. */
export const mostBytes = 160_000_000;

/** What changed in the log, besides frames that were added. */
interface LogWatcher {
  added: Listener;
  /** It is known by now which job an older frame was about: this one stands in its place. */
  amended: Listener;
  cleared(): void;
}

const watchers = new Set<Partial<LogWatcher>>();
const ring = new FrameRing<LoggedFrame>(mostFrames);
const byRef = new JobsByRef();
let seq = 0;
let bytes = 0;
let dropped = 0;
let all: LoggedFrame[] | null = null;

/** Adds one to the log, now. */
export function logFrame(facts: FrameFacts): LoggedFrame {
  seq += 1;
  const { ref, ...content } = readFrame(facts);
  const frame = { seq, at: performance.timeOrigin + performance.now(), ...facts, ...content };
  if (ref !== '') pair(frame, ref);
  if (facts.way === 'closed' || facts.way === 'failed') byRef.over(facts.connectionId);
  keep(frame);
  for (const { added } of watchers) added?.(frame);
  return frame;
}

/** Calls back with each that is added, until the function it returns is called. */
export function onFrame(listener: Listener): () => void {
  return watchLog({ added: listener });
}

/** Tells of every change of the log, until the function it returns is called. */
export function watchLog(watcher: Partial<LogWatcher>): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** All that are kept, oldest first. */
export function loggedFrames(): readonly LoggedFrame[] {
  all ??= ring.from(0);
  return all;
}

/** Those kept that were added with this `seq` or later. */
export function framesSince(from: number): LoggedFrame[] {
  return ring.from(from);
}

/** How many are kept, the `seq` of the oldest and of the newest, and how many had to go since the log was last cleared. */
export function logNumbers(): { kept: number; oldest: number; newest: number; dropped: number } {
  return { kept: ring.length, oldest: ring.first?.seq ?? seq + 1, newest: seq, dropped };
}

/** Forgets all. */
export function clearFrames(): void {
  ring.clear();
  bytes = 0;
  dropped = 0;
  all = null;
  for (const { cleared } of watchers) cleared?.();
}

function keep(frame: LoggedFrame): void {
  all = null;
  bytes += frame.bytes;
  drop(ring.push(frame));
  while (bytes > mostBytes && ring.length > 1) drop(ring.shift());
}

function drop(frame: LoggedFrame | undefined): void {
  if (!frame) return;
  bytes -= frame.bytes;
  dropped += 1;
}

/** Gives a request and its answer the job that one of them names. */
function pair(frame: LoggedFrame, ref: string): void {
  if (frame.way === 'sent') return byRef.asked(frame, ref);
  const request = byRef.answered(frame.connectionId, ref);
  if (!request || request.jobId === frame.jobId) return;
  if (frame.jobId === '') {
    frame.jobId = request.jobId;
  } else if (request.jobId === '') {
    const amended = { ...request, jobId: frame.jobId };
    if (!ring.replace(amended)) return;
    all = null;
    for (const watcher of watchers) watcher.amended?.(amended);
  }
}
