import type { ConnectionSpec } from '../../../../src-core/protocol/connection-spec';
import { maskSecrets } from '../../../../src-core/redaction/mask-secrets';

/** A spec without what is secret in it, and what that was: `the token`, `the header x-api-key`. */
export function withoutSecrets(spec: ConnectionSpec): { spec: ConnectionSpec; left: string[] } {
  const { token, headers, url, ...rest } = spec;
  const left: string[] = [];
  const plain: ConnectionSpec = { ...rest };
  if (url !== undefined) {
    plain.url = maskSecrets(url).replace('://***@', '://').replaceAll('=***', '=');
    if (plain.url !== url) left.push('secrets in the URL');
  }
  if (token !== undefined && isOnlyVariables(token)) plain.token = token;
  else if (token !== undefined) left.push('the token');
  const kept = Object.entries(headers ?? {}).filter(([name, value]) => {
    if (!isSecretHeader(name, value)) return true;
    left.push(`the header ${name}`);
    return false;
  });
  if (kept.length > 0) plain.headers = Object.fromEntries(kept);
  return { spec: plain, left };
}

/** The secrets themselves: the token, values of secret headers, the password and secret parameters of the URL. */
export function secretsOf({ token, headers = {}, url }: ConnectionSpec): string[] {
  const found = Object.entries(headers)
    .filter(([name, value]) => isSecretHeader(name, value))
    .map(([, value]) => value.replace(/^(bearer|basic|token)\s+/i, ''));
  return [...(token === undefined ? [] : [token]), ...found, ...secretsOfUrl(url ?? '')];
}

function secretsOfUrl(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { password, searchParams } = new URL(url);
  const found = [...searchParams].filter(([name, value]) => {
    const text = `?${name}=${value}`;
    return maskSecrets(text) !== text;
  });
  return [decodeURIComponent(password), ...found.map(([, value]) => value)].filter((value) => value !== '');
}

/** Whether a header is shown and kept only as `***`. */
function isSecretHeader(name: string, value: string): boolean {
  if (isOnlyVariables(value)) return false;
  const text = JSON.stringify({ [name]: value });
  return maskSecrets(text) !== text;
}

/** `{{apiKey}}`, `Bearer {{token}}`: it says where the secret is, and not the secret. */
function isOnlyVariables(text: string): boolean {
  return text.includes('{{') && /^(bearer|basic|token)?$/i.test(text.replace(/\{\{[^{}]*\}\}/g, '').trim());
}
