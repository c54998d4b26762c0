import { create } from 'zustand';
import { masking } from '../../log/export/masking';
import { onFrame } from '../../log/frames';
import { knownSecrets } from '../hide-secrets';

/** A text frame that was sent. */
export interface SentFrame {
  /** Epoch ms. */
  at: number;
  connection: string;
  type: string;
  text: string;
}

/** So many are kept. */
const mostSent = 200;
/** Longer ones are not kept for the next visit; characters. */
const longestKept = 20_000;
/** Many frames may be sent in a moment: they are listed and kept together so often; ms. */
const gatherMs = 250;

const key = 'signalbox.sockets-sent';

/** The frames that were sent last, newest first. On this machine they are kept without secrets. */
export const useSentFrames = create<{ sent: readonly SentFrame[] }>()(() => ({ sent: kept() }));

let gathered: SentFrame[] = [];
let listed = true;

onFrame(({ way, data, at, connection, type }) => {
  if (way !== 'sent' || typeof data !== 'string') return;
  gathered.push({ at, connection, type, text: data });
  if (gathered.length > mostSent) gathered = gathered.slice(-mostSent);
  if (listed) setTimeout(list, gatherMs);
  listed = false;
});

function list(): void {
  listed = true;
  const newest = gathered.reverse();
  gathered = [];
  useSentFrames.setState(({ sent }) => ({ sent: [...newest, ...sent].slice(0, mostSent) }));
  keep();
}

/** Forgets them, on this machine too. */
export function forgetSent(): void {
  useSentFrames.setState({ sent: [] });
  localStorage.removeItem(key);
}

function keep(): void {
  const mask = masking(knownSecrets());
  const plain = useSentFrames
    .getState()
    .sent.filter(({ text }) => text.length <= longestKept)
    .map((frame) => ({ ...frame, text: mask.text(frame.text) }));
  try {
    localStorage.setItem(key, JSON.stringify(plain));
  } catch {
    // There is no room: they last as long as the page.
  }
}

function kept(): SentFrame[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(read) ? read.filter(isSent) : [];
  } catch {
    return [];
  }
}

function isSent(value: unknown): value is SentFrame {
  if (typeof value !== 'object' || value === null) return false;
  const { at, connection, type, text } = value as Record<string, unknown>;
  return typeof at === 'number' && [connection, type, text].every((one) => typeof one === 'string');
}
