import type { Collection } from '../../collection';
import { connectionSpecSchema, type ConnectionSpec } from '../../../protocol/connection-spec';
import { valueIssues } from '../../../protocol/schema-issues';
import { spanWords } from '../span-text';
import { pathText, type PathStep } from '../../json-path/json-path';
import type { Scope } from '../../templates/scope';
import { expandValue } from '../../templates/templates';
import type { Closing, Dial, FrameData, Wire } from '../../wire';

/** How long a connection may take to open, and to close; ms. */
const openWithinMs = 30_000;
const closeWithinMs = 2000;

interface Link {
  wire: Wire | null;
  state: 'connecting' | 'open' | 'over';
  closing: Closing | null;
  /** Until it is open. */
  timer: ReturnType<typeof setTimeout>;
}

/** The connections of a run. */
export class Links {
  readonly #links = new Map<string, Link>();
  #over: () => void = () => undefined;

  constructor(
    readonly dial: Dial,
    readonly received: (connection: string, data: FrameData) => void,
    /** A connection is over. */
    readonly changed: () => void,
  ) {}

  /** Dials them all, and waits until they are open. Rejects with the reason when one cannot be opened. */
  async open(connections: Collection['connections'], scope: Scope): Promise<void> {
    const specs = Object.entries(connections).map(
      ([name, spec]) => [name, filledIn(name, spec, scope)] as const,
    );
    await Promise.all(specs.map(([name, spec]) => this.#open(name, spec)));
  }

  #open(name: string, spec: ConnectionSpec): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (message: string) =>
        reject(new Error(`connection "${name}" could not be opened: ${message}`));
      const timer = setTimeout(() => fail(`no answer within ${spanWords(openWithinMs)}`), openWithinMs);
      const link: Link = { wire: null, state: 'connecting', closing: null, timer };
      const over = (closing: Closing | null, message: string) => {
        clearTimeout(timer);
        Object.assign(link, { state: 'over', closing });
        fail(message);
        this.changed();
        this.#over();
      };
      this.#links.set(name, link);
      link.wire = this.dial(name, spec, {
        opened: () => {
          clearTimeout(timer);
          link.state = 'open';
          resolve();
        },
        received: (data) => this.received(name, data),
        failed: (message) => over(null, message),
        closed: (closing) => over(closing, closingWords(closing)),
      });
    });
  }

  /** Throws when the connection is not open. */
  send(name: string, data: FrameData): void {
    const link = this.#links.get(name);
    if (!link?.wire || link.state !== 'open') throw new Error(this.whyOver(name) ?? `"${name}" is not open`);
    link.wire.send(data);
  }

  /** Why nothing more comes from this connection, or from any of them (null); null while something may. */
  whyOver(name: string | null): string | null {
    if (name === null) {
      const names = [...this.#links.keys()];
      const reasons = names.map((one) => this.whyOver(one));
      return reasons.length > 0 && reasons.every((reason) => reason !== null) ? reasons.join('; ') : null;
    }
    const link = this.#links.get(name);
    if (link?.state !== 'over') return null;
    return `"${name}" ${link.closing ? closingWords(link.closing) : 'is over'}`;
  }

  /** Closes them all and waits until they are closed, or for 2 s. */
  async close(): Promise<void> {
    const links = [...this.#links.values()];
    const isOver = () => links.every(({ state }) => state === 'over');
    if (isOver()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, closeWithinMs);
      this.#over = () => {
        if (!isOver()) return;
        clearTimeout(timer);
        resolve();
      };
      for (const { wire, timer: opening } of links) {
        clearTimeout(opening);
        wire?.close();
      }
      this.#over();
    });
  }
}

function filledIn(name: string, spec: ConnectionSpec, scope: Scope): ConnectionSpec {
  let filled: unknown;
  try {
    filled = expandValue(spec, scope);
  } catch (error) {
    throw new Error(`connection "${name}": ${(error as Error).message}`);
  }
  const parsed = connectionSpecSchema.safeParse(filled);
  if (parsed.success) return parsed.data;
  const [issue] = valueIssues(parsed.error.issues, filled);
  const path = issue ? pathText(issue.path as PathStep[]) : '$';
  throw new Error(`connection "${name}": ${path}: ${issue?.message}`);
}

function closingWords({ code, reason, by }: Closing): string {
  const who = by === 'server' ? ' by the server' : '';
  if (code === 1006) return `was cut off${reason === '' ? '' : ` (${reason})`}`;
  return `was closed${who} with ${code}${reason === '' ? '' : ` "${reason}"`}`;
}
