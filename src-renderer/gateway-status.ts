import {
  type Health,
  healthSchema,
  type QueueStatusAnswer,
  queueStatusSchema,
} from '../src-core/protocol/http';
import type { GatewayAddress } from './gateway-address';

/** What the gateway says of itself at one moment. */
export interface GatewayStatus {
  health: Health;
  queues: QueueStatusAnswer['queues'];
  /** Epoch milliseconds of this machine's clock. */
  at: number;
}

/** The gateway does not take the token. */
export class TokenRefused extends Error {}

/**
 * Asks the gateway for its health and its queues.
 * @throws TokenRefused when the token is not good (any more); another error when the gateway cannot be reached,
 * does not answer in time or answers what it should not
 */
export async function fetchStatus(
  { url, token }: GatewayAddress,
  signal: AbortSignal,
): Promise<GatewayStatus> {
  const [health, status] = await Promise.all([
    // 503 carries the same body: it says what is wrong.
    fetch(`${url}/health`, { signal }),
    fetch(`${url}/queue/status`, { signal, headers: { authorization: `Bearer ${token}` } }),
  ]);
  if (status.status === 401 || status.status === 403)
    throw new TokenRefused('The gateway refused the token.');
  const queues = status.ok ? queueStatusSchema.parse(await status.json()).queues : {};
  return { health: healthSchema.parse(await health.json()), queues, at: Date.now() };
}
