import type { RecordedEntry, Recording } from '../recording';
import type { Difference } from '../reports';
import { secretName } from '../../redaction/mask-secrets';
import { parsePath } from '../json-path/json-path';
import { allowanceOf } from './allowed-differences';
import type { FieldDifference } from './replaying/diff-frame';
import { type FrameBody, frameTypeOf } from './frame-body';
import type { SecretTexts } from './secret-texts';
import { walkJson } from './masking/walk-json';

/** The differences of a replay, without secrets, in the order of the recording. */
export class DifferenceLog {
  readonly #found: { order: number; difference: Difference }[] = [];

  constructor(
    private readonly recording: Recording,
    private readonly secrets: SecretTexts,
  ) {}

  /** A received frame has come with these differences. */
  changed(entry: number, replayedType: string, fields: readonly FieldDifference[]): Difference[] {
    const recorded = this.recording.entries[entry] as RecordedEntry;
    const type = bodyTypeOf(recorded) || replayedType;
    return fields.map((field) =>
      this.#add(entry, {
        connection: recorded.connection,
        entry,
        at: recorded.at,
        kind: 'changed',
        frame: type,
        ...field,
      }),
    );
  }

  missing(entry: number): Difference {
    const recorded = this.recording.entries[entry] as RecordedEntry & FrameBody;
    return this.#add(entry, {
      connection: recorded.connection,
      entry,
      at: recorded.at,
      kind: 'missing',
      frame: bodyTypeOf(recorded),
      path: '',
      recorded: plainOf(recorded),
    });
  }

  /** @param order the entry of the recording after which it came */
  extra(connection: string, body: FrameBody, at: number, order: number): Difference {
    return this.#add(order + 0.5, {
      connection,
      entry: null,
      at,
      kind: 'extra',
      frame: frameTypeOf(body),
      path: '',
      replayed: plainOf(body),
    });
  }

  closed(
    connection: string,
    { entry, at, order }: { entry: number | null; at: number; order: number },
    field: FieldDifference,
  ): Difference {
    return this.#add(order, { connection, entry, at, kind: 'closed', frame: 'close', ...field });
  }

  /** In the order of the recording. */
  list(): Difference[] {
    return [...this.#found].sort((a, b) => a.order - b.order).map(({ difference }) => difference);
  }

  #add(order: number, difference: Difference): Difference {
    const allowed = allowanceOf(this.recording.allow, difference);
    const masked: Difference = {
      ...difference,
      ...('recorded' in difference && { recorded: this.#masked(difference.recorded, difference.path) }),
      ...('replayed' in difference && { replayed: this.#masked(difference.replayed, difference.path) }),
      ...(allowed !== undefined && { allowed }),
    };
    this.#found.push({ order, difference: masked });
    return masked;
  }

  #masked(value: unknown, path: string): unknown {
    const isSecret = path !== '' && parsePath(path).some((step) => secretName.test(String(step)));
    return walkJson(value, {
      key: (name) => this.secrets.mask(name),
      leaf: (leaf, place) => {
        if (typeof leaf !== 'string') return leaf;
        return isSecret || place.secret ? '***' : this.secrets.mask(leaf);
      },
    });
  }
}

/** The type of an entry's frame; what else it is: `open`, `close`. */
export function bodyTypeOf(entry: RecordedEntry): string {
  return entry.kind === 'sent' || entry.kind === 'received' ? frameTypeOf(entry) : entry.kind;
}

function plainOf({ frame, text, base64 }: FrameBody): unknown {
  return frame ?? text ?? base64;
}
