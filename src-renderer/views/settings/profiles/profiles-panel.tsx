import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { DesktopBridge, Profile } from '../../../../src-core/protocol/desktop';
import { ErrorPanel } from '../../../components/error-panel';
import { Loading } from '../../../components/loading';
import { Panel } from '../../../components/panel';
import { desktopBridge } from './bridge';
import { InBrowser } from './in-browser';
import { ProfileForm } from './profile-form';
import { ProfileRow } from './profile-row';
import { useProfiles } from './use-profiles';
import styles from '../settings.module.css';

/** What the console can be connected to: profiles in the desktop, and in a browser where they are. */
export function ProfilesPanel({ redisAddress }: { redisAddress: string | undefined }) {
  const bridge = desktopBridge();
  return bridge ? <DesktopProfiles bridge={bridge} /> : <InBrowser redisAddress={redisAddress} />;
}

function DesktopProfiles({ bridge }: { bridge: DesktopBridge }) {
  const { list, error, reload } = useProfiles(bridge);
  const [edited, setEdited] = useState<Profile | 'new' | null>(null);
  const [busy, setBusy] = useState(false);
  return (
    <Panel
      title="Connection profiles"
      question="Which system do I look at?"
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<Plus size={14} aria-hidden="true" />}
          onClick={() => setEdited('new')}
        >
          Add a profile
        </Button>
      }
    >
      {error && <ErrorPanel error={error} onRetry={reload} />}
      {!list && !error && <Loading what="Reading the profiles" />}
      {list?.cannotStore && <p className={styles.warning}>{list.cannotStore}</p>}
      {list && (
        <ul className={styles.profiles}>
          {list.profiles.map((profile) => (
            <ProfileRow
              key={profile.id}
              bridge={bridge}
              profile={profile}
              active={profile.id === list.active}
              busy={busy}
              onBusy={setBusy}
              onEdit={() => setEdited(profile)}
              onChange={reload}
            />
          ))}
        </ul>
      )}
      <ProfileForm bridge={bridge} edited={edited} onClose={() => setEdited(null)} onSaved={reload} />
    </Panel>
  );
}
