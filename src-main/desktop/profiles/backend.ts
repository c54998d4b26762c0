import type { ProfileTest } from '../../../src-core/protocol/desktop';

/** A gateway to look at, and what runs behind it here. */
export interface Backend {
  url: string;
  /** An admin token. */
  token: string;
  /** Hands jobs back and saves data; nothing for a gateway elsewhere. */
  stop(): Promise<void>;
}

/** A profile with all it takes to start it: never sent to a page. */
export type ProfileTarget =
  | { kind: 'local' }
  | { kind: 'redis'; url: string; password: string | null; workers: number }
  | { kind: 'gateway'; url: string; token: string };

/** What the composition root knows how to do with profiles. */
export interface Backends {
  /** Throws an Error that says what is wrong with the URL, without quoting it. */
  checkRedisUrl(url: string): void;
  /** Rejects with an Error for people; then nothing is left running. */
  start(target: ProfileTarget): Promise<Backend>;
  /** Connects, looks and disconnects. Never rejects. */
  testRedis(url: string, password: string | null): Promise<ProfileTest>;
}
