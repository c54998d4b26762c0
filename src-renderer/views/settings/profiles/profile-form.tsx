import { Button, Modal, NumberInput, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type {
  DesktopBridge,
  Profile,
  ProfileDraft,
  ProfileTest,
} from '../../../../src-core/protocol/desktop';
import { maxPoolSize } from '../../../../src-core/protocol/worker-lifecycle';
import { TestResult } from './test-result';
import styles from '../settings.module.css';

interface ProfileFormProps {
  bridge: DesktopBridge;
  /** What is being entered; null = the form is closed. */
  edited: Profile | 'new' | null;
  onClose(): void;
  onSaved(): void;
}

/** A dialog to add or change a profile. */
export function ProfileForm({ bridge, edited, onClose, onSaved }: ProfileFormProps) {
  const title = edited === null || edited === 'new' ? 'Add a profile' : `Edit “${edited.name}”`;
  return (
    <Modal opened={edited !== null} onClose={onClose} title={title} size="md">
      {edited !== null && (
        <Fields
          bridge={bridge}
          old={edited === 'new' ? null : edited}
          onClose={onClose}
          onSaved={() => {
            onSaved();
            onClose();
          }}
        />
      )}
    </Modal>
  );
}

interface Entered {
  kind: 'redis' | 'gateway';
  name: string;
  url: string;
  secret: string;
  workers: number;
}

function draftOf({ kind, name, url, secret, workers }: Entered, id: string | undefined): ProfileDraft {
  const given = secret.trim() === '' ? undefined : secret.trim();
  const base = { ...(id !== undefined && { id }), name, url };
  if (kind === 'redis') return { ...base, kind, workers, ...(given !== undefined && { password: given }) };
  return { ...base, kind, ...(given !== undefined && { token: given }) };
}

interface FieldsProps {
  bridge: DesktopBridge;
  old: Profile | null;
  onClose(): void;
  onSaved(): void;
}

/** What is entered, and trying and saving it. */
function useForm({ bridge, old, onSaved }: FieldsProps) {
  const [entered, setEntered] = useState<Entered>({
    kind: old?.kind === 'gateway' ? 'gateway' : 'redis',
    name: old?.name ?? '',
    url: old?.url ?? '',
    secret: '',
    workers: old?.workers ?? 0,
  });
  const [result, setResult] = useState<ProfileTest | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [doing, setDoing] = useState<'test' | 'save' | null>(null);
  const change = (part: Partial<Entered>) => {
    setEntered({ ...entered, ...part });
    setResult(null);
    setProblem(null);
  };
  const run = async (what: 'test' | 'save', work: (draft: ProfileDraft) => Promise<void>) => {
    setDoing(what);
    setProblem(null);
    await work(draftOf(entered, old?.id)).catch((error: Error) => setProblem(error.message));
    setDoing(null);
  };
  const test = () => run('test', async (draft) => setResult(await bridge.profiles.test(draft)));
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run('save', async (draft) => {
      await bridge.profiles.save(draft);
      onSaved();
    });
  };
  return { entered, change, result, problem, doing, test, save };
}

function Fields(props: FieldsProps) {
  const { old, onClose } = props;
  const { entered, change, result, problem, doing, test, save } = useForm(props);
  return (
    <form className={styles.form} onSubmit={save} autoComplete="off">
      {old === null && (
        <SegmentedControl
          aria-label="What it connects to"
          fullWidth
          data={[
            { value: 'redis', label: 'A Redis, with a gateway here' },
            { value: 'gateway', label: 'A gateway elsewhere' },
          ]}
          value={entered.kind}
          onChange={(kind) => change({ kind: kind as Entered['kind'] })}
        />
      )}
      <TextInput
        label="Name"
        placeholder="Staging"
        data-autofocus
        value={entered.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      {entered.kind === 'redis' ? (
        <RedisFields entered={entered} old={old} change={change} />
      ) : (
        <GatewayFields entered={entered} old={old} change={change} />
      )}
      {problem !== null && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {result && <TestResult result={result} />}
      <div className="dialog-actions">
        <Button
          variant="default"
          loading={doing === 'test'}
          disabled={doing === 'save'}
          onClick={() => void test()}
        >
          Test
        </Button>
        <span className={styles.spacer} />
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={doing === 'save'} disabled={doing === 'test'}>
          Save
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  entered: Entered;
  old: Profile | null;
  change(part: Partial<Entered>): void;
}

function keeps(old: Profile | null, entered: Entered): boolean {
  return old !== null && old.url === entered.url && (old.secret === 'encrypted' || old.secret === 'memory');
}

function RedisFields({ entered, old, change }: PartProps) {
  return (
    <>
      <TextInput
        label="Redis URL"
        description="redis://host:port/db, rediss:// for TLS, or unix:///path/to/socket"
        placeholder="redis://redis.example.org:6379/0"
        spellCheck={false}
        value={entered.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
      />
      <PasswordInput
        label="Password"
        description={keeps(old, entered) ? 'Empty: the stored one stays' : 'Empty: none'}
        autoComplete="off"
        value={entered.secret}
        onChange={(event) => change({ secret: event.currentTarget.value })}
      />
      <NumberInput
        label="Workers here"
        description="They take real jobs from that Redis. 0 looks without taking any."
        min={0}
        max={maxPoolSize}
        allowDecimal={false}
        value={entered.workers}
        onChange={(value) => change({ workers: Number(value) || 0 })}
      />
    </>
  );
}

function GatewayFields({ entered, old, change }: PartProps) {
  return (
    <>
      <TextInput
        label="Gateway address"
        description="http://host:port or https://host"
        placeholder="https://queue.example.org"
        spellCheck={false}
        value={entered.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
      />
      <PasswordInput
        label="Admin token"
        description={
          keeps(old, entered)
            ? 'Empty: the stored one stays'
            : 'Its SIGNALBOX_ADMIN_TOKEN, or adminToken in gateway.json in its data folder'
        }
        autoComplete="off"
        value={entered.secret}
        onChange={(event) => change({ secret: event.currentTarget.value })}
      />
    </>
  );
}
