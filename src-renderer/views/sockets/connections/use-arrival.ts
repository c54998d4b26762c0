import { useEffect } from 'react';
import { socketRoleSchema } from '../../../../src-core/protocol/connection-spec';
import { go, href, useRoute } from '../../../routing/routes';
import { useConnection } from '../../../stores/connection';
import { show } from '../saved/stage';
import { connectRole } from './connections';

/** `#/sockets?role=client` shows the connection of that role, and opens it where there is none. */
export function useArrival(): void {
  const { path, params } = useRoute();
  const role = socketRoleSchema.safeParse(params.get('role')).data;
  const ready = useConnection(({ url }) => url !== null);
  useEffect(() => {
    if (role === undefined || !ready) return;
    connectRole(role);
    show(null);
    // Coming back to this address is no wish for another connection.
    const { role: _, ...others } = Object.fromEntries(params);
    go(href(path, others), { replace: true });
  }, [role, ready, path, params]);
}
