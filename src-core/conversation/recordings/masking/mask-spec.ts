import { secretName } from '../../../redaction/mask-secrets';
import type { ConnectionSpec } from '../../../protocol/connection-spec';
import { bearerPrefix } from '../../../protocol/limits';
import { escapeTemplate, templateOf } from '../../templates/templates';
import { baseOf } from './field-rules';
import type { ValueFinder } from './find-values';

/** Notes the secrets of a connection, so that they are found in its frames too. */
export function readSpec(spec: ConnectionSpec, found: ValueFinder): void {
  const { token, headers = {}, protocols = [], url } = spec;
  if (token !== undefined) found.addSecret(token, 'token');
  for (const [name, value] of Object.entries(headers))
    if (secretName.test(name))
      found.addSecret(value.replace(/^(Bearer|Basic)\s+/i, ''), baseOf(name, 'header'));
  for (const protocol of protocols)
    if (protocol.startsWith(bearerPrefix)) found.addSecret(protocol.slice(bearerPrefix.length), 'token');
  for (const [name, value] of secretsOfUrl(url)) found.addSecret(value, baseOf(name, 'secret'));
}

/** A connection without its secrets: stand-ins are there for them. A socket of the gateway needs no token at all. */
export function maskSpec(spec: ConnectionSpec, found: ValueFinder): ConnectionSpec {
  const { token, headers, protocols, url, origin, ...rest } = spec;
  const masked = (text: string) => {
    const whole = found.standIns.nameOf(text);
    return whole === undefined ? templateOf(found.secrets.split(text)) : `{{${whole}}}`;
  };
  return {
    ...rest,
    ...(url !== undefined && { url: maskedUrl(url, found, masked) }),
    ...(origin !== undefined && { origin: escapeTemplate(origin) }),
    ...(protocols && { protocols: protocols.map(masked) }),
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          secretName.test(name) ? maskedHeader(value, found) : masked(value),
        ]),
      ),
    }),
    ...(token !== undefined && spec.role === undefined && { token: masked(token) }),
  };
}

function maskedHeader(value: string, found: ValueFinder): string {
  const scheme = /^(Bearer|Basic)\s+/i.exec(value)?.[0] ?? '';
  const name = found.standIns.nameOf(value.slice(scheme.length));
  return name === undefined ? `${scheme}***` : templateOf([scheme, { variable: name }]);
}

function secretsOfUrl(url: string | undefined): [name: string, value: string][] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { username, password, searchParams } = new URL(url);
  const login: [string, string][] = [
    ['user', decodeURIComponent(username)],
    ['password', decodeURIComponent(password)],
  ];
  return [
    ...login.filter(([, value]) => value !== ''),
    ...[...searchParams].filter(([name]) => secretName.test(name)),
  ];
}

/** Replaced in the text rather than by URL, which would write the braces as %7B. */
function maskedUrl(url: string, found: ValueFinder, masked: (text: string) => string): string {
  const pairs = secretsOfUrl(url).map(([, value]) => value);
  let text = masked(url);
  for (const value of pairs) {
    const name = found.standIns.nameOf(value);
    const put = name === undefined ? '***' : `{{${name}}}`;
    for (const form of [encodeURIComponent(value), value])
      text = text.replace(/([/:=?&])([^/:=?&@#]+)(?=[:@&#]|$)/g, (whole, before: string, part: string) =>
        part === form ? `${before}${put}` : whole,
      );
  }
  return text;
}
