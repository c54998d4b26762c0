import { Button } from '@mantine/core';
import { useState } from 'react';
import { sessionSchema } from '../../../src-core/protocol/console';
import { notify } from '../../components/notify';
import { Panel } from '../../components/panel';
import { DateTime } from '../../components/times';
import { isDesktop } from '../../connection/gateway';
import { signOut } from '../../connection/session';
import { useData } from '../../connection/use-data';
import styles from './settings.module.css';

/** Who this browser is signed in as. The desktop has its token from the profile and never signs in. */
export function SessionPanel() {
  return isDesktop() ? null : <BrowserSession />;
}

function BrowserSession() {
  const { data } = useData('/session', sessionSchema);
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    try {
      await signOut();
    } catch (error) {
      notify.failure({ title: 'Not signed out', text: (error as Error).message });
      setLeaving(false);
    }
  };
  return (
    <Panel title="Session" question="Who am I here?">
      <div className={styles.line}>
        <span>
          Signed in as admin
          {data && (
            <>
              {' '}
              until <DateTime at={data.expiresAt} />
            </>
          )}
        </span>
        <Button size="xs" variant="default" loading={leaving} onClick={() => void leave()}>
          Sign out
        </Button>
      </div>
      <p className={styles.help}>
        Signing out ends this session in every tab. A changed admin token ends all sessions.
      </p>
    </Panel>
  );
}
