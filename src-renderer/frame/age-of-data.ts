import { formatDuration } from '../components/format';
import type { ConnectionPhase } from '../stores/connection';

interface Heard {
  phase: ConnectionPhase;
  sinceMs: number;
  retryAt: number | null;
  heardAt: number | null;
  problem: string | null;
}

interface AgeOfData {
  tone: 'live' | 'late' | 'lost';
  text: string;
  /** More about it, for hover. */
  detail?: string;
}

/** Numbers come once a second: after so long without any, they are late; ms. */
const lateMs = 3_000;

/** The truth about the age of what the console shows. All times epoch ms of this machine's clock. */
export function ageOfData({ phase, sinceMs, retryAt, heardAt, problem }: Heard, now: number): AgeOfData {
  const silent = heardAt === null ? null : now - heardAt;
  const detail = problem ?? undefined;
  switch (phase) {
    case 'connecting':
      return { tone: 'late', text: `connecting ${whole(now - sinceMs)}`, detail };
    case 'live':
      if (silent === null) return { tone: 'late', text: 'connected, no data yet', detail };
      return silent > lateMs
        ? { tone: 'late', text: `data of ${whole(silent)} ago: the gateway is slow`, detail }
        : { tone: 'live', text: 'live' };
    case 'reconnecting': {
      const data = silent === null ? 'no data yet' : `data of ${whole(silent)} ago`;
      const next = retryAt !== null && retryAt > now ? `, next try in ${whole(retryAt - now)}` : '';
      return { tone: 'lost', text: `reconnecting ${whole(now - sinceMs)}, ${data}${next}`, detail };
    }
    case 'signed-out':
      return { tone: 'lost', text: 'signed out', detail };
    case 'offline':
      return { tone: 'late', text: 'offline: from a bundle' };
    case 'closed':
      return { tone: 'lost', text: 'not connected', detail };
  }
}

/** Seconds without parts: the line changes once a second. */
function whole(ms: number): string {
  return formatDuration(Math.max(1, Math.round(ms / 1000)) * 1000);
}
