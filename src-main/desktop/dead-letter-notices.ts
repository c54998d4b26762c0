import { type ErrorGroup, errorGroupsAnswerSchema } from '../../src-core/protocol/dead-letters';
import type { GatewayAddress } from '../../src-core/protocol/desktop';
import { queueStatusSchema } from '../../src-core/protocol/http';

/** How often the gateway is asked for its counts, and how long a question may take; ms. */
const askEveryMs = 10_000;
const askTimeoutMs = 8_000;
/** At most one notice in this time; ms. */
const quietMs = 30_000;
/** Groups named in one notice. */
const maxNamed = 3;

export interface DeadLetterNotice {
  title: string;
  body: string;
  /** The view that shows them, as `#/dead-letters?...`. */
  view: string;
}

interface NoticeOptions {
  address(): Promise<GatewayAddress>;
  show(notice: DeadLetterNotice): void;
  /** Whether the person is looking at the console anyway. */
  isWatched(): boolean;
}

/** A group, and how many have died in it since the last notice. */
interface News {
  group: ErrorGroup;
  count: number;
}

/** Tells a person who looks elsewhere of jobs that died. Groups are asked for only when a count has changed. */
export class DeadLetterNotices {
  readonly #options: NoticeOptions;
  readonly #news = new Map<string, News>();
  /** Members of each group as last seen; null before the first look. */
  #seen: Map<string, number> | null = null;
  #total = 0;
  #shownAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #gateway = '';

  constructor(options: NoticeOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.#timer = setInterval(() => void this.look(), askEveryMs);
    void this.look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Asks once. Never rejects: a gateway that does not answer is what the console itself shows. */
  async look(): Promise<void> {
    try {
      const gateway = await this.#options.address();
      if (gateway.url + gateway.token !== this.#gateway) this.#forget(gateway.url + gateway.token);
      await this.#count(gateway);
      this.#tell();
    } catch {
      // Looked at again in a moment.
    }
  }

  #forget(gateway: string): void {
    this.#gateway = gateway;
    this.#seen = null;
    this.#news.clear();
  }

  async #count(gateway: GatewayAddress): Promise<void> {
    const { queues } = queueStatusSchema.parse(await get(gateway, '/queue/status'));
    const total = Object.values(queues).reduce((sum, queue) => sum + queue.dead, 0);
    if (this.#seen && total === this.#total) return;
    const { groups } = errorGroupsAnswerSchema.parse(await get(gateway, '/dlq/groups'));
    const before = this.#seen;
    this.#total = total;
    this.#seen = new Map(groups.map((group) => [keyOf(group), group.count]));
    if (!before) return;
    for (const group of groups) {
      const more = group.count - (before.get(keyOf(group)) ?? 0);
      const earlier = this.#news.get(keyOf(group))?.count ?? 0;
      if (more > 0) this.#news.set(keyOf(group), { group, count: earlier + more });
    }
  }

  #tell(): void {
    if (this.#options.isWatched()) this.#news.clear();
    const now = performance.now();
    if (this.#news.size === 0 || now - this.#shownAt < quietMs) return;
    this.#shownAt = now;
    const notice = noticeOf([...this.#news.values()]);
    this.#news.clear();
    this.#options.show(notice);
  }
}

function noticeOf(news: News[]): DeadLetterNotice {
  const sorted = news.sort((a, b) => b.count - a.count);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  const lines = sorted
    .slice(0, maxNamed)
    .map(({ group, count }) => `${count} × ${group.queue}: ${group.message}`);
  const others = sorted.length - lines.length;
  if (others > 0) lines.push(`and ${others} more ${others === 1 ? 'group' : 'groups'}`);
  const [first] = sorted;
  const one = sorted.length === 1 && first ? first.group : null;
  const of = one && new URLSearchParams({ queue: one.queue, group: one.fingerprint });
  return {
    title: total === 1 ? 'A job died' : `${total} jobs died`,
    body: lines.join('\n'),
    view: of ? `#/dead-letters?${of}` : '#/dead-letters',
  };
}

function keyOf({ queue, fingerprint }: ErrorGroup): string {
  return `${queue} ${fingerprint}`;
}

async function get({ url, token }: GatewayAddress, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(url + path, { headers, signal: AbortSignal.timeout(askTimeoutMs) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}
