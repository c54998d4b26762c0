import type { Address } from '../running-server';

/** What the embedded server's process is told. */
export type ToEmbedded =
  | { type: 'start'; dir: string; port: number; password: string }
  /** Write the snapshot and end. */
  | { type: 'stop' };

/** What it tells. */
export type FromEmbedded =
  | { type: 'ready'; address: Address; version: string; bootMs: number }
  /** A snapshot could not be written: what changed since the last one would not survive. */
  | { type: 'warning'; message: string }
  | { type: 'failed'; message: string };
