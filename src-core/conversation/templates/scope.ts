import type { Generator } from './dollar-names';

/** What the templates of a text stand for. */
export interface Scope {
  /** The value of a variable, any JSON; undefined when there is none. */
  variable(name: string): unknown;
  /** Names of all variables, for the message about an unknown one. */
  names(): readonly string[];
  /** A new value. `bounds`: those of `random`, both included. */
  generate(generator: Generator, bounds: readonly [number, number] | null): string | number;
}

interface Sources {
  /** Epoch ms. */
  now?: () => number;
  /** From 0 to below 1. */
  random?: () => number;
}

/**
 * A scope over these variables. They are looked up at each use, so a record that changes, or a function that answers the
 * record of the moment, is seen as it is then. The scope counts `{{$counter}}`.
 */
export function createScope(
  variables: Readonly<Record<string, unknown>> | (() => Readonly<Record<string, unknown>>),
  { now = Date.now, random = Math.random }: Sources = {},
): Scope {
  const current = () => (typeof variables === 'function' ? variables() : variables);
  let counter = 0;
  return {
    variable: (name) => (Object.hasOwn(current(), name) ? current()[name] : undefined),
    names: () => Object.keys(current()),
    generate: (generator, bounds) => {
      switch (generator) {
        case 'uuid':
          return randomUuid();
        case 'random': {
          const [from, to] = bounds ?? [0, 2_147_483_647];
          return from + Math.floor(random() * (to - from + 1));
        }
        case 'timestamp':
          return now();
        case 'isoTimestamp':
          return new Date(now()).toISOString();
        case 'counter':
          counter += 1;
          return counter;
      }
    },
  };
}

/** `crypto.randomUUID` is missing on pages that came over plain HTTP from another machine. */
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
