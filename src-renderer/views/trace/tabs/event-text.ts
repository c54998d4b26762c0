import { frameOf } from '../../../../src-core/explain/frames';
import type { TraceEvent } from '../../../../src-core/protocol/job';
import { formatBytes, formatDuration } from '../../../components/format';

/** What an event carries, on one line. */
export function eventText(event: TraceEvent): string {
  const { kind, detail, at } = event;
  const frame = frameOf(event);
  if (frame) {
    const way = frame.direction === 'in' ? `from ${frame.role}` : `to ${frame.role}`;
    return `${frame.type} ${way}, ${formatBytes(frame.bytes)}`;
  }
  if (detail === undefined) return '';
  if (typeof detail === 'string')
    return kind === 'progress' ? detail.replace(/^(\S+) ?/, '$1 % ').trim() : detail;
  const { code, message, dueAt, firstSeq, lastSeq, bytes } = (detail ?? {}) as Record<string, unknown>;
  if (typeof message === 'string') return `${code}: ${message}`;
  if (typeof dueAt === 'number') return `due ${formatDuration(dueAt - at)} later`;
  if (kind !== 'chunk') return JSON.stringify(detail);
  const which = firstSeq === lastSeq ? String(firstSeq) : `${firstSeq} to ${lastSeq}`;
  return `${which}, ${formatBytes(Number(bytes))}`;
}
