import type { Environment } from '../../../src-core/conversation/collection';
import { readEnvironment } from '../../../src-core/conversation/collections/read-collection';
import { UsageError } from '../failure';
import type { Run } from '../run';
import { textOf } from './conversation-file';

export interface GivenOptions {
  set?: Record<string, string>;
  environment?: string;
}

/** What variables stand for. */
export interface Given {
  values: Readonly<Record<string, unknown>>;
  /** Those of `values` that nothing may show. */
  secrets: readonly string[];
}

/**
 * Values of variables: those of `--set`, then those of the environment file, whose secrets are taken from environment
 * variables of their names. Throws UsageError.
 */
export async function givenVariables({ options, io }: Run<GivenOptions>): Promise<Given> {
  const { set = {}, environment } = options;
  const own = Object.fromEntries(Object.entries(set).map(([name, text]) => [name, scalarOf(text)]));
  if (environment === undefined) return { values: own, secrets: [] };
  const { variables, secrets = [] } = await readFileOf(environment);
  const known = secrets.filter((name) => io.env[name] !== undefined).map((name) => [name, io.env[name]]);
  const values: Record<string, unknown> = { ...variables, ...Object.fromEntries(known), ...own };
  return { values, secrets: secrets.filter((name) => name in values).map((name) => String(values[name])) };
}

async function readFileOf(path: string): Promise<Environment> {
  const text = await textOf(path);
  if (text === null) throw new UsageError(`There is no file ${path}`);
  const { environment, issues } = readEnvironment(text);
  if (environment) return environment;
  throw new UsageError(
    issues.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`).join('; '),
  );
}

/** Numbers and truth values as such, when they are written as JSON has them: a template alone becomes the value itself. */
function scalarOf(text: string): unknown {
  if (!/^(-?\d[\d.]{0,14}|true|false|null)$/.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return String(value) === text ? value : text;
  } catch {
    return text;
  }
}
