import { Button } from '@mantine/core';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import type { DesktopBridge, Profile, ProfileTest } from '../../../../src-core/protocol/desktop';
import { localProfileId } from '../../../../src-core/protocol/desktop';
import { confirm } from '../../../components/confirm';
import { notify } from '../../../components/notify';
import { TestResult } from './test-result';
import styles from '../settings.module.css';

interface ProfileRowProps {
  bridge: DesktopBridge;
  profile: Profile;
  active: boolean;
  /** Another one is being tested or activated. */
  busy: boolean;
  onBusy(busy: boolean): void;
  onEdit(): void;
  onChange(): void;
}

const secrets: Record<Profile['secret'], string | null> = {
  none: null,
  encrypted: null,
  memory: 'its secret is kept until Signalbox ends',
  missing: 'its secret has to be entered again',
};

/** One profile: what it is, and testing, activating, changing and removing it. */
export function ProfileRow({ bridge, profile, active, busy, onBusy, onEdit, onChange }: ProfileRowProps) {
  const [result, setResult] = useState<ProfileTest | null>(null);
  const [doing, setDoing] = useState<'test' | 'activate' | null>(null);
  const local = profile.id === localProfileId;

  const run = async (what: 'test' | 'activate', failed: string, work: () => Promise<void>) => {
    setDoing(what);
    onBusy(true);
    try {
      await work();
    } catch (error) {
      notify.failure({ title: failed, text: (error as Error).message });
    }
    setDoing(null);
    onBusy(false);
  };
  const test = () =>
    run('test', 'The test could not be run', async () => setResult(await bridge.profiles.test(profile.id)));
  const activate = () =>
    run('activate', `“${profile.name}” was not activated`, async () => {
      if (!(await confirmActivation(profile))) return;
      await bridge.profiles.activate(profile.id);
      onChange();
    });
  const remove = async () => {
    const text = 'Its address and secret are forgotten. Nothing there is changed.';
    if (!(await confirm({ title: `Remove “${profile.name}”?`, text, confirmLabel: 'Remove', danger: true })))
      return;
    await bridge.profiles.remove(profile.id).then(onChange, (error: Error) => {
      notify.failure({ title: 'Not removed', text: error.message });
    });
  };

  return (
    <li className={styles.profile} aria-current={active || undefined}>
      <div className={styles.profileText}>
        <span className={styles.profileName}>
          {profile.name}
          {active && (
            <span className={`good ${styles.active}`}>
              <CircleCheck size={14} aria-hidden="true" /> in use
            </span>
          )}
        </span>
        <span className="quiet">{describe(profile)}</span>
        {secrets[profile.secret] && <span className="warn">{secrets[profile.secret]}</span>}
      </div>
      <div className={styles.profileActions}>
        <Button
          size="xs"
          variant="default"
          loading={doing === 'test'}
          disabled={busy && doing !== 'test'}
          onClick={() => void test()}
        >
          Test
        </Button>
        {!active && (
          <Button
            size="xs"
            loading={doing === 'activate'}
            disabled={busy && doing !== 'activate'}
            onClick={() => void activate()}
          >
            Activate
          </Button>
        )}
        {!local && (
          <Button size="xs" variant="default" disabled={busy} onClick={onEdit}>
            Edit
          </Button>
        )}
        {!local && !active && (
          <Button size="xs" variant="subtle" color="red" disabled={busy} onClick={() => void remove()}>
            Remove
          </Button>
        )}
      </div>
      {result && <TestResult result={result} />}
    </li>
  );
}

function describe({ kind, url, workers }: Profile): string {
  if (kind === 'local')
    return 'gateway and workers here, on the Redis of this computer or the configured one';
  if (kind === 'gateway') return `gateway at ${url}`;
  return `Redis at ${url}, gateway here, ${workers === 0 ? 'no workers' : `${workers} workers`} here`;
}

function confirmActivation({ name, kind, workers }: Profile): Promise<boolean> {
  const takes =
    kind === 'redis' && (workers ?? 0) > 0 ? ` ${workers} workers here will take jobs from that Redis.` : '';
  return confirm({
    title: `Switch to “${name}”?`,
    text: `What runs on this computer for the profile in use takes no new jobs, finishes or hands back those it has, and is stopped.${takes}`,
    confirmLabel: 'Switch',
  });
}
