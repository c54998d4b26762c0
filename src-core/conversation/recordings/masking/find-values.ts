import type { StandIn } from '../../recording';
import {
  baseOf,
  idBase,
  isIdField,
  isMadeAnew,
  isWord,
  looksLikeId,
  looksLikeTime,
  protocolKindOf,
} from './field-rules';
import { SecretTexts } from '../secret-texts';
import { formOf, StandIns } from './stand-ins';
import { type Leaf, type Place, walkJson } from './walk-json';

type Way = 'sent' | 'received';

const server: StandIn = { chosenBy: 'server' };
const secret: StandIn = { chosenBy: 'secret' };
const longestId = 64;

/**
 * Finds in the frames of a recording, read in their order, the values that are others each time. Who names a value first
 * has chosen it. One that was received and is sent later belongs together, whatever it looks like.
 */
export class ValueFinder {
  readonly standIns = new StandIns();
  readonly secrets = new SecretTexts();
  readonly #sent = new Set<string>();
  /** Received times and numbers: they matter when they are sent later. */
  readonly #received = new Map<string, { base: string; scope: string }>();

  /**
   * @param near when it was recorded, epoch ms
   * @param secrets values that must not be in it
   */
  constructor(
    readonly near: number,
    secrets: readonly string[],
  ) {
    for (const value of secrets) this.addSecret(value, 'secret');
  }

  /** A value that a replay must be given. */
  addSecret(value: string, base: string): string | null {
    if (value === '') return null;
    this.standIns.add(value, base, secret);
    const name = this.standIns.nameOf(value) ?? null;
    this.secrets.add(value, name);
    return name;
  }

  /** Reads one frame. */
  read(frame: unknown, way: Way): void {
    walkJson(frame, {
      key: (name) => name,
      leaf: (value, place) => {
        if (value !== null && typeof value !== 'boolean') this.#see(value, place, way);
        return value;
      },
    });
  }

  /** Whether the recorded side said this value, in a field of this name, before it was received. */
  wasSent(value: string | number, place: Place): boolean {
    return this.#sent.has(keyOf(value, place));
  }

  #see(value: Exclude<Leaf, boolean | null>, place: Place, way: Way): void {
    if (typeof value === 'string' && place.secret) return this.#seeSecret(value, place, way);
    if (way === 'sent') this.#seeSent(value, place);
    else this.#seeReceived(value, place);
  }

  #seeSecret(value: string, place: Place, way: Way): void {
    if (value === '' || this.standIns.nameOf(value) !== undefined) return;
    this.standIns.add(value, baseOf(place.field, 'secret'), way === 'sent' ? secret : server);
    this.secrets.add(value, this.standIns.nameOf(value) ?? null);
  }

  #seeSent(value: string | number, place: Place): void {
    const kind = protocolKindOf(place);
    const scope = scopeOf(kind, place);
    if (this.standIns.nameOf(value, scope) !== undefined) return;
    if (kind !== null && typeof value === 'string' && isMadeAnew(kind, place)) {
      const base = kind === 'job' ? 'id' : kind;
      return this.standIns.add(value, base, { chosenBy: 'client', form: formOf(value, longestId) });
    }
    const received = this.#received.get(`${typeof value} ${value}`);
    if (received && (typeof value === 'string' || isIdField(place) || value > 1e9))
      return this.standIns.add(value, received.base, server, received.scope);
    this.#sent.add(keyOf(value, place));
  }

  #seeReceived(value: string | number, place: Place): void {
    const kind = protocolKindOf(place);
    const scope = scopeOf(kind, place);
    if (this.standIns.nameOf(value, scope) !== undefined || this.wasSent(value, place) || isWord(place))
      return;
    if (kind !== null) return this.standIns.add(value, kind, server, scope);
    // `gpu-box:gpu0` follows from `gpu-box`.
    if (typeof value === 'string' && looksLikeId(value, place) && !this.standIns.isWithin(value))
      return this.standIns.add(value, idBase(place), server);
    const isId = isIdField(place) && value !== '';
    if (isId || looksLikeTime(value, place, this.near))
      this.#received.set(`${typeof value} ${value}`, {
        base: isId ? idBase(place) : 'time',
        scope: isId && typeof value === 'number' ? 'id' : '',
      });
  }
}

/** Where else a number means the same: a fence with its job, a number that is an id in fields for ids. */
export function scopeOf(kind: string | null, place: Place): string {
  return kind === 'fence' ? `fence ${place.job}` : '';
}

/** Long or id-like texts mean the same wherever they stand; numbers only in fields of one name. */
function keyOf(value: string | number, place: Place): string {
  return typeof value === 'string' ? `string ${value}` : `number ${place.field} ${value}`;
}
