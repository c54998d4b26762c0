import type { z } from 'zod';
import { valueIssues } from '../../protocol/schema-issues';
import { type Collection, collectionSchema, type Environment, environmentSchema } from '../collection';
import { collectionFaults } from './collection-faults';
import { type FileIssue, YamlText } from './yaml-text';

/** Reads a collection from YAML, or says all that is wrong with it, in the order of its lines. Never throws. */
export function readCollection(text: string): { collection: Collection | null; issues: FileIssue[] } {
  const { source, value, issues } = readText(
    text,
    collectionSchema,
    'a collection',
    'name, connections, requests',
  );
  if (!value) return { collection: null, issues };
  const faults = collectionFaults(value).map(({ path, message }) => source.issue(path, message));
  return { collection: faults.length > 0 ? null : value, issues: faults };
}

/** Reads an environment from YAML, as `readCollection` does. */
export function readEnvironment(text: string): { environment: Environment | null; issues: FileIssue[] } {
  const { value, issues } = readText(text, environmentSchema, 'an environment', 'name, variables, secrets');
  return { environment: value, issues };
}

function readText<T>(
  text: string,
  schema: z.ZodType<T>,
  what: string,
  keys: string,
): { source: YamlText; value: T | null; issues: FileIssue[] } {
  const source = new YamlText(text);
  const { value } = source;
  if (source.issues.length > 0) return { source, value: null, issues: source.issues };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { source, value: null, issues: [source.issue([], `${what} is a map of keys: ${keys}`)] };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { source, value: parsed.data, issues: [] };
  const issues = valueIssues(parsed.error.issues, value)
    .map(({ path, message, atKey }) => source.issue(path, message, atKey))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return { source, value: null, issues };
}
