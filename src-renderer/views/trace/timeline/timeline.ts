import { frameOf } from '../../../../src-core/explain/frames';
import type { JobStory, Run } from '../../../../src-core/explain/job-story';
import { type Phase, phasesOf } from '../../../../src-core/explain/phases';
import type { TraceEvent } from '../../../../src-core/protocol/job';
import type { Lane, Mark, Segment, Timeline, Tone } from './lane';
import { redisMarks } from './redis-marks';

/** Lays a job's trace out in lanes. Lanes of things that never happened are left out, but for the queue and the client. */
export function timelineOf(story: JobStory, calls: Record<string, number>): Timeline {
  const phases = phasesOf(story);
  const lanes = [
    frameLane(story, 'client', 'client'),
    queueLane(story, phases),
    ...phases.flatMap((phase) =>
      phase.run && phase.kind === 'running' ? [runLane(story, phase, phase.run)] : [],
    ),
    frameLane(story, 'worker', 'worker socket'),
    tickLane(story, 'heartbeat', 'heartbeats'),
    tickLane(story, 'progress', 'progress'),
    tickLane(story, 'log', 'log'),
    tickLane(story, 'chunk', 'chunks'),
    redisLane(story, calls),
  ];
  const times = story.events.map(({ at }) => at);
  const ends = lanes.flatMap(({ segments }) => segments.map(({ to }) => to));
  const from = times.reduce((least, at) => Math.min(least, at), story.createdAt);
  const to = [...times, ...ends].reduce((most, at) => Math.max(most, at), from + 1);
  return { from, to, lanes: lanes.filter(isShown) };
}

function isShown({ id, marks, segments }: Lane): boolean {
  return id === 'client' || id === 'queue' || marks.length > 0 || segments.length > 0;
}

function frameLane({ events }: JobStory, role: 'client' | 'worker', label: string): Lane {
  const marks = events.flatMap((event, index): Mark[] => {
    const frame = frameOf(event);
    if (!frame || (frame.role === 'worker') !== (role === 'worker')) return [];
    return [{ at: event.at, tone: frame.direction, label: frame.type, event: index }];
  });
  const note = marks.length === 0 ? 'no frames remembered' : counted(marks.length, 'frame');
  return { id: role, label, note, segments: [], marks, labelled: true };
}

/** Moves of the queue that are no phase of their own. */
const queueMarks = new Set<TraceEvent['kind']>([
  'created',
  'requeued',
  'cancel_requested',
  'cancelled',
  'expired',
  'dead',
  'completed',
]);

function queueLane(story: JobStory, phases: readonly Phase[]): Lane {
  const segments = phases.flatMap((phase): Segment[] => {
    const { kind, from, to, open, dueAt } = phase;
    if (kind === 'running') return [];
    // What is put off is drawn up to the time it is due.
    const until = open && kind === 'scheduled' && dueAt !== null ? Math.max(to, dueAt) : to;
    const label = `${phaseName(phase)} ${story.duration(until - from)}`;
    return [{ key: `queue ${from} ${kind}`, from, to: until, open, tone: kind, label, fence: null }];
  });
  const marks = marksOf(
    story,
    (event) => queueMarks.has(event.kind),
    (event) => event.kind.replace('_', ' '),
  );
  return { id: 'queue', label: 'queue', note: story.job.queue, segments, marks, labelled: false };
}

function phaseName({ kind, after }: Phase): string {
  if (kind === 'scheduled') return after === 'submitted' ? 'delay' : 'backoff';
  return kind === 'between' ? 'backoff, then waiting' : kind;
}

function runLane(story: JobStory, { from, to, open }: Phase, run: Run): Lane {
  const ran = story.duration(to - from);
  const code = run.error ? ` ${run.error.code}` : '';
  const outcome = open ? `running for ${ran}` : `${run.outcome}${code} after ${ran}`;
  const segment: Segment = {
    key: `run ${run.fence}`,
    from,
    to,
    open,
    tone: run.outcome,
    label: `${run.worker}: ${outcome}`,
    fence: run.fence,
  };
  const label = `attempt ${run.attempt}`;
  return { id: segment.key, label, note: run.worker, segments: [segment], marks: [], labelled: false };
}

/** Chunk events a trace tells; of more only the first. */
const mostChunks = 2000;

function tickLane(story: JobStory, kind: TraceEvent['kind'], label: string): Lane {
  const marks = marksOf(
    story,
    (event) => event.kind === kind,
    (event) => tickLabel(event),
    'tick',
  );
  const count = marks.length.toLocaleString('en');
  const note = kind === 'chunk' && marks.length >= mostChunks ? `the first ${count}` : count;
  return { id: kind, label, note, segments: [], marks, labelled: kind === 'progress' };
}

function tickLabel({ kind, detail }: TraceEvent): string {
  if (kind === 'chunk') {
    const { firstSeq, lastSeq, bytes } = (detail ?? {}) as Partial<Record<string, number>>;
    return firstSeq === lastSeq
      ? `chunk ${firstSeq}, ${bytes} bytes`
      : `chunks ${firstSeq} to ${lastSeq}, ${bytes} bytes`;
  }
  const text = typeof detail === 'string' ? detail : '';
  if (kind === 'progress') {
    const [percent, ...note] = text.split(' ');
    return `${percent} %${note.length > 0 && note.join(' ') !== '' ? ` ${note.join(' ')}` : ''}`;
  }
  return text === '' ? kind : text;
}

function redisLane(story: JobStory, calls: Record<string, number>): Lane {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const each = Object.entries(calls).map(([name, count]) => `${count} ${name}`);
  return {
    id: 'redis',
    label: 'redis',
    note: total === 0 ? '' : `${counted(total, 'call')}: ${each.join(', ')}`,
    segments: [],
    marks: redisMarks(story),
    labelled: false,
  };
}

function marksOf(
  { events }: JobStory,
  wanted: (event: TraceEvent) => boolean,
  label: (event: TraceEvent) => string,
  tone: Tone = 'event',
): Mark[] {
  return events.flatMap((event, index) =>
    wanted(event) ? [{ at: event.at, tone, label: label(event), event: index }] : [],
  );
}

function counted(n: number, one: string): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : `${one}s`}`;
}
