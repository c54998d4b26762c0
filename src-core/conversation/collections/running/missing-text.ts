import { shown } from '../../matching/shown';
import { matchName } from '../names';
import { spanWords } from '../span-text';
import { tryToJudge, type Wanted } from './judge-frame';
import { frameLabel, type RunFrame } from './run-frame';
import type { WatchPlace } from './watch';

/** The frame that came nearest to one that is missing. */
interface Nearest {
  /** Null when none is at all like it. */
  frame: RunFrame | null;
  /** Where it differs first. */
  message: string;
  /** All that were received where it was expected. */
  received: RunFrame[];
  /** One that came before its request. */
  before: RunFrame | undefined;
}

/** So many kinds of frames are named. */
const mostKinds = 8;

/** Looks for it among the frames that count. */
export function nearest({ conversation, on, from }: WatchPlace, wanted: Wanted): Nearest {
  const connection = wanted.on ?? on;
  const all = conversation.frames.filter(
    (frame) => frame.way === 'received' && (connection === null || frame.connection === connection),
  );
  const judge = (frame: RunFrame) => tryToJudge(frame, wanted, conversation.scope);
  const received = all.filter(({ number }) => number >= from);
  const before = all.find((frame) => frame.number < from && judge(frame)?.fits);
  const type = wanted.frame?.type;
  let best: { frame: RunFrame; message: string; nearness: number } | null = null;
  for (const frame of received) {
    // A frame of another type is another thing, however much of it is alike.
    if (typeof type === 'string' && !type.includes('{{') && frameLabel(frame) !== type) continue;
    const judgement = judge(frame);
    if (judgement && !judgement.fits && judgement.nearness > 0 && judgement.nearness >= (best?.nearness ?? 0))
      best = { frame, message: judgement.message, nearness: judgement.nearness };
  }
  return { frame: best?.frame ?? null, message: best?.message ?? '', received, before };
}

/** What is said of a frame that did not come. */
export function missingText(
  { conversation, on, since }: WatchPlace,
  wanted: Wanted,
  { frame, message, received, before }: Nearest,
): string {
  const connection = wanted.on ?? on;
  const where = connection === null ? '' : ` on "${connection}"`;
  const waited = `${where} in ${spanWords(roughly(conversation.elapsed() - since))}`;
  const early = before ? `; frame ${before.number} would fit, but came before this request` : '';
  if (received.length === 0) return `nothing came${waited}${early}`;
  if (frame)
    return `${message}; that is the nearest that came${waited}, frame ${frame.number}: ${shown(frame.json ? frame.json.value : frame.data)}${early}`;
  return `no ${matchName(wanted)} came${waited}; what came: ${kindsOf(received)}${early}`;
}

/** Tenths of a second are enough for people; ms. */
function roughly(ms: number): number {
  return ms < 1000 ? Math.max(1, ms) : Math.round(ms / 100) * 100;
}

/** `welcome, 2 job_state`. */
function kindsOf(frames: readonly RunFrame[]): string {
  const counts = new Map<string, number>();
  for (const frame of frames) counts.set(frameLabel(frame), (counts.get(frameLabel(frame)) ?? 0) + 1);
  const kinds = [...counts].map(([label, count]) => (count === 1 ? label : `${count} ${label}`));
  return kinds.length > mostKinds ? `${kinds.slice(0, mostKinds).join(', ')}, ...` : kinds.join(', ');
}
