import type { Queue } from '../../src-core/queue/queue';
import type { EndedSessions } from '../gateway/sessions';

const prefix = 'sb:gateway:ended-session:';

/** Keeps ended sessions in Redis, so that every gateway of the same Redis refuses them. */
export function endedSessionsIn({ connection }: Queue): EndedSessions {
  return {
    add: async (id, forMs) => {
      await connection.guard(() => connection.client.set(prefix + id, '1', 'PX', forMs));
    },
    has: async (id) => (await connection.guard(() => connection.client.exists(prefix + id))) === 1,
  };
}
