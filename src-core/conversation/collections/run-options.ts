import type { RequestResult } from '../reports';
import type { Dial } from '../wire';
import type { RunFrame } from './running/run-frame';

/** What a collection is run with. */
export interface RunOptions {
  dial: Dial;
  /** Values of variables; they go before the collection's own. */
  variables?: Readonly<Record<string, unknown>>;
  /** Values that no result may show, besides what looks like a secret anyway. */
  secrets?: readonly string[];
  /** Ends the run at once. */
  signal?: AbortSignal;
  /** Reads a file beside the collection's own. */
  readFile?(path: string): Promise<Uint8Array>;
  /** Each frame, sent and received, in order. */
  onFrame?(frame: RunFrame): void;
  /** A request is about to be sent; its place in the collection. */
  onRequest?(index: number): void;
  /** What came of a request, as far as it is decided; again when more is: some is decided at the end alone. */
  onResult?(result: RequestResult): void;
  /** Epoch ms. */
  now?(): number;
}
