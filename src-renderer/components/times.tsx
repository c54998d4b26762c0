import { formatAgo, formatDateTime, formatDuration } from './format';
import { useNow } from './now';

type Moment = number | string;

/** A moment as how long ago it was, the exact time on hover. `at` is epoch ms or ISO 8601. */
export function Ago({ at }: { at: Moment }) {
  const now = useNow();
  const ms = epochMs(at);
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatDateTime(ms)}>
      {formatAgo(now - ms)}
    </time>
  );
}

/** A moment as date and time, how long ago on hover. `at` is epoch ms or ISO 8601. */
export function DateTime({ at }: { at: Moment }) {
  const ms = epochMs(at);
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatAgo(Date.now() - ms)}>
      {formatDateTime(ms)}
    </time>
  );
}

/** A duration in its unit, exact to the millisecond on hover. */
export function Duration({ ms }: { ms: number }) {
  return <span title={`${ms.toLocaleString('en')} ms`}>{formatDuration(ms)}</span>;
}

function epochMs(at: Moment): number {
  return typeof at === 'number' ? at : Date.parse(at);
}
