import { isSecretName, maskSecrets } from '../../redaction/mask-secrets';
import { type PathStep, parsePath } from '../json-path/json-path';

const longest = 120;

/** A value as messages show it: JSON without secrets, cut when it is long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = maskSecrets(JSON.stringify(value));
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** The same for what stands at a path: a text under the name of a secret is one. */
export function shownAt(path: string | readonly PathStep[], value: unknown): string {
  const steps = typeof path === 'string' ? parsePath(path) : path;
  const isSecret = steps.some((step) => typeof step === 'string' && isSecretName(step));
  return isSecret && typeof value !== 'number' && value !== undefined ? '"***"' : shown(value);
}
