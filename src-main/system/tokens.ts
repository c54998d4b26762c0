import { randomBytes } from 'node:crypto';
import type { Config } from '../config-shape';
import type { TokenTable } from '../gateway/tokens';

function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** The configured tokens; one is made for each role that has none. */
export function newTokens({ access }: Config): TokenTable {
  const clients = access.clientTokens.map(({ name, token, types }) => ({
    name,
    token,
    ...(types && { types }),
  }));
  const workers = access.workerTokens.map(({ name, token, types }) => ({
    name,
    token,
    ...(types && { types }),
  }));
  return {
    admin: [access.adminToken ?? newToken()],
    clients: clients.length > 0 ? clients : [{ name: 'local', token: newToken() }],
    workers: workers.length > 0 ? workers : [{ name: 'local', token: newToken() }],
  };
}
