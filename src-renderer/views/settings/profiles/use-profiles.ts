import { useCallback, useEffect, useState } from 'react';
import type { DesktopBridge, ProfileList } from '../../../../src-core/protocol/desktop';

interface Profiles {
  list: ProfileList | null;
  error: Error | null;
  reload(): void;
}

/** The desktop's connection profiles; read anew when another one is in use. */
export function useProfiles(bridge: DesktopBridge): Profiles {
  const [list, setList] = useState<ProfileList | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const reload = useCallback(() => {
    bridge.profiles.list().then(
      (read) => {
        setList(read);
        setError(null);
      },
      (failure: Error) => setError(failure),
    );
  }, [bridge]);
  useEffect(() => {
    reload();
    return bridge.onGateway(reload);
  }, [bridge, reload]);
  return { list, error, reload };
}
