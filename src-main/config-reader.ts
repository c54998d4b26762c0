import { ConfigError } from '../src-core/protocol/config-error';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Command-line options that go before a variable, as the user typed them: `{port: '0'}` for `--port 0`. */
export type Overrides = Readonly<Partial<Record<OverrideName, string>>>;
export type OverrideName =
  | 'host'
  | 'port'
  | 'workers'
  | 'concurrency'
  | 'handlers'
  | 'data'
  | 'collections'
  | 'token'
  | 'redis'
  | 'queue';

/** A value as it was given, and the name to blame when it does not parse. */
export interface Given {
  name: string;
  text: string;
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
/** The longest delay a timer can hold. */
const maxDurationMs = 2_147_483_647;

const truths = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

/** Reads single settings: an option before its variable, empty counts as absent, a value that does not parse throws ConfigError. */
export class ConfigReader {
  private readonly env: Environment;
  private readonly overrides: Overrides;

  constructor(env: Environment, overrides: Overrides) {
    this.env = env;
    this.overrides = overrides;
  }

  /** @param variable null for what only an option says */
  given(variable: string | null, option?: OverrideName): Given | null {
    const override = option && this.overrides[option]?.trim();
    if (override) return { name: `--${option}`, text: override };
    const text = variable === null ? undefined : this.env[variable]?.trim();
    return variable !== null && text ? { name: variable, text } : null;
  }

  text(variable: string | null, option?: OverrideName): string | null {
    return this.given(variable, option)?.text ?? null;
  }

  /** A value that `accepts` holds for. Its text is quoted in the error unless `secret`. */
  matching(
    variable: string,
    accepts: (text: string) => boolean,
    accepted: string,
    secret = false,
  ): string | null {
    const given = this.given(variable);
    if (!given || accepts(given.text)) return given?.text ?? null;
    throw new ConfigError(
      variable,
      secret ? 'the value does not have the right form' : quoted(given.text),
      accepted,
    );
  }

  integer(
    variable: string,
    range: { min: number; max: number; otherwise: number },
    option?: OverrideName,
  ): number {
    const given = this.given(variable, option);
    if (!given) return range.otherwise;
    const value = Number(given.text);
    if (/^\d+$/.test(given.text) && value >= range.min && value <= range.max) return value;
    throw new ConfigError(given.name, quoted(given.text), `a whole number from ${range.min} to ${range.max}`);
  }

  /**
   * A span of time in ms: a number with the unit ms, s, m or h (`90s`, `1.5m`), or a bare number of
   * seconds, which is what these variables meant before units were understood.
   */
  duration(variable: string, otherwiseMs: number): number {
    const given = this.given(variable);
    if (!given) return otherwiseMs;
    const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(given.text);
    const unit = (match?.[2] ?? 's') as keyof typeof unitMs;
    const ms = match ? Math.round(Number(match[1]) * unitMs[unit]) : 0;
    if (ms >= 1 && ms <= maxDurationMs) return ms;
    throw new ConfigError(
      variable,
      quoted(given.text),
      'a duration from 1ms to 596h: a number with the unit ms, s, m or h, as in 90s; without a unit it is seconds',
    );
  }

  flag(variable: string, otherwise = false): boolean {
    const given = this.given(variable);
    const value = given ? truths.get(given.text.toLowerCase()) : otherwise;
    if (value === undefined) throw new ConfigError(variable, quoted(given?.text ?? ''), 'true or false');
    return value;
  }

  choice<Choice extends string>(variable: string, choices: readonly Choice[], otherwise: Choice): Choice {
    const given = this.given(variable);
    if (!given) return otherwise;
    const choice = choices.find((candidate) => candidate === given.text.toLowerCase());
    if (choice) return choice;
    throw new ConfigError(variable, quoted(given.text), `one of ${choices.join(', ')}`);
  }

  /** The entries of a comma list; each must match `pattern`. */
  list(variable: string, pattern: RegExp, accepted: string): string[] {
    const entries = this.entries(variable);
    for (const entry of entries)
      if (!pattern.test(entry)) throw new ConfigError(variable, quoted(entry), accepted);
    return entries;
  }

  /** The entries of a comma list, unchecked; empty ones are left out. */
  entries(variable: string): string[] {
    return (this.text(variable) ?? '').split(',').flatMap((entry) => entry.trim() || []);
  }
}

/** The fault of a value that is simply not of the accepted form. */
export function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}" is not accepted`;
}
