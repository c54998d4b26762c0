import { subprotocol } from '../../../../../src-core/protocol/limits';
import { currentGateway } from '../../../../connection/gateway';
import { type Connection, useConnections } from '../../connections/connections';
import { withoutSecrets } from '../../connections/secret-parts';
import { currentMasking } from '../export/export-log';
import type { LoggedFrame } from '../frames';
import type { CodeSource } from './code-source';

/** Where these frames went to. A connection whose tab was closed is known by the URL it was opened with alone. */
export function sourceOf(sent: readonly LoggedFrame[], opened: LoggedFrame | undefined): CodeSource {
  const mask = currentMasking();
  const [first] = sent;
  const tab = useConnections.getState().list.find(({ id }) => id === first?.connectionId);
  const { spec, left } = withoutSecrets(tab?.spec ?? {});
  const role = tab?.spec.role ?? null;
  const url = urlOf(tab) ?? (typeof opened?.data === 'string' ? opened.data : '');
  return {
    url: mask.text(url),
    role,
    protocols: role ? [subprotocol] : (spec.protocols ?? []).map(mask.text),
    headers: Object.fromEntries(
      Object.entries(spec.headers ?? {}).map(([name, value]) => [name, mask.text(value)]),
    ),
    secretHeaders: secretHeaders(tab, left),
    origin: spec.origin ?? null,
    clientId: spec.clientId ?? null,
    frames: sent.map(({ data }) => mask.data(data)),
  };
}

function urlOf(tab: Connection | undefined): string | undefined {
  if (!tab) return undefined;
  const gateway = currentGateway()?.url.replace(/^http/, 'ws') ?? '';
  return tab.handshake?.url ?? tab.spec.url ?? `${gateway}/ws/${tab.spec.role}`;
}

/** A role's socket always wants a token. */
function secretHeaders(tab: Connection | undefined, left: readonly string[]): string[] {
  const given = tab?.spec.token !== undefined || tab?.spec.role !== undefined;
  const headers = Object.keys(tab?.spec.headers ?? {}).filter((name) => left.includes(`the header ${name}`));
  const authorized = headers.some((name) => name.toLowerCase() === 'authorization');
  return [...(given && !authorized ? ['Authorization'] : []), ...headers];
}
