import { createScope } from '../../../../src-core/conversation/templates/scope';
import { expandText } from '../../../../src-core/conversation/templates/templates';
import type { VariableValue } from '../../../../src-core/conversation/collection';
import { type ConnectionSpec, connectionSpecSchema } from '../../../../src-core/protocol/connection-spec';

/**
 * The spec with the variables in its URL, subprotocols, headers, origin and token filled in.
 * @throws TemplateError and UnknownVariableError; TypeError when what came of it cannot be dialled
 */
export function fillSpec(spec: ConnectionSpec, variables: Record<string, VariableValue>): ConnectionSpec {
  const scope = createScope(variables);
  const filled = (text: string) => expandText(text, scope);
  const { url, protocols, headers, origin, token } = spec;
  const full = {
    ...spec,
    ...(url !== undefined && { url: filled(url) }),
    ...(protocols && { protocols: protocols.map(filled) }),
    ...(headers && {
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)])),
    }),
    ...(origin !== undefined && { origin: filled(origin) }),
    ...(token !== undefined && { token: filled(token) }),
  };
  const { data, error } = connectionSpecSchema.safeParse(full);
  const [issue] = error?.issues ?? [];
  if (!data) throw new TypeError(`${issue?.path.join('.') || 'The connection'}: ${issue?.message}`);
  const problem = data.url === undefined ? null : urlProblem(data.url);
  if (problem) throw new TypeError(`The URL ${problem}`);
  return data;
}

/** What is wrong with the address of a WebSocket server; null = nothing. Whether anybody answers there is not asked. */
export function urlProblem(url: string): string | null {
  if (!/^wss?:\/\//i.test(url)) return 'begins with ws:// or wss://';
  try {
    const { hash } = new URL(url);
    return hash === '' ? null : 'of a WebSocket has no #fragment';
  } catch {
    return 'cannot be read: accepted are ws://HOST:PORT/PATH and wss://HOST/PATH';
  }
}
