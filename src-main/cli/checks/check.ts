import type { Colors } from '../colors';

/** What one check of `doctor` found. */
export interface Check {
  name: string;
  status: 'pass' | 'warn' | 'fail';
  detail: string;
  /** What to do about it; only where there is something to do. */
  remedy?: string;
}

export function pass(name: string, detail: string): Check {
  return { name, status: 'pass', detail };
}

export function warn(name: string, detail: string, remedy: string): Check {
  return { name, status: 'warn', detail, remedy };
}

export function fail(name: string, detail: string, remedy: string): Check {
  return { name, status: 'fail', detail, remedy };
}

const marks = {
  pass: { shape: '✓', color: 'green' },
  warn: { shape: '!', color: 'yellow' },
  fail: { shape: '✗', color: 'red' },
} as const;

/** A status as shape and word. */
export function checkMark(status: Check['status'], colors: Colors): string {
  const { shape, color } = marks[status];
  return colors[color](`${shape} ${status}`);
}
