import type { WelcomeFrame } from '../../../src-core/protocol/client-frames';
import { maxFrameBytes } from '../../../src-core/protocol/limits';
import type { GatewayContext } from '../context';
import { signResumeToken } from '../resume-token';
import type { Principal } from '../tokens';

/** The first frame on every socket. */
export function welcome(
  connectionId: string,
  who: Principal,
  { limits, secret }: Pick<GatewayContext, 'limits' | 'secret'>,
): WelcomeFrame {
  return {
    type: 'welcome',
    connectionId,
    clientId: who.clientId ?? who.role,
    resumeToken: signResumeToken(secret, who.key, Date.now()),
    heartbeatMs: limits.pingMs,
    limits: {
      frameBytes: maxFrameBytes,
      framesPerSecond: limits.framesPerSecond,
      watchedJobs: limits.watchesPerConnection,
      bufferedBytes: limits.bufferedBytes,
      idleMs: limits.idleMs,
    },
  };
}
