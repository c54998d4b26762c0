import { Button, Modal, TextInput } from '@mantine/core';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Expectation } from '../../../../../../src-core/conversation/collection';
import { CaptureRows } from './capture-rows';
import { CheckRows } from './check-rows';
import { type CheckDraft, emptyMatch, type ExpectationDraft, expectationOf } from './expectation-draft';
import { MatchFields } from './match-fields';

interface ExpectationEditorProps {
  first: ExpectationDraft;
  /** Names of the collection's connections, and that of the request ('' = it is about the whole). */
  connections: readonly string[];
  own: string;
  onSave(expectation: Expectation): void;
  onClose(): void;
}

const titles: Record<ExpectationDraft['kind'], string> = {
  comes: 'A frame like this comes',
  none: 'None of that kind comes',
  order: 'Frames come in this order',
};

/** One expectation as a form. */
export function ExpectationEditor({ first, connections, own, onSave, onClose }: ExpectationEditorProps) {
  const [draft, setDraft] = useState(first);
  const [problem, setProblem] = useState<string | null>(null);
  const change = (part: Partial<ExpectationDraft>) => {
    setDraft((old) => ({ ...old, ...part }));
    setProblem(null);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    try {
      onSave(expectationOf(draft));
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const { kind, checks, captures } = draft;
  const addCheck = (): CheckDraft => ({ path: '$.', how: 'equals', value: '' });
  return (
    <Modal opened onClose={onClose} title={titles[kind]} size="lg">
      <form onSubmit={save}>
        <Matches draft={draft} connections={connections} own={own} change={change} />
        {kind === 'comes' && (
          <>
            <CheckRows
              checks={checks}
              onChange={(changed) => change({ checks: changed })}
              onAdd={() => change({ checks: [...checks, addCheck()] })}
            />
            <CaptureRows captures={captures} onChange={(changed) => change({ captures: changed })} />
          </>
        )}
        <TextInput
          mt="sm"
          label="Within"
          description={withinText[kind]}
          placeholder={kind === 'none' ? '' : '5s'}
          value={draft.within}
          onChange={({ currentTarget: { value } }) => change({ within: value })}
        />
        <TextInput
          mt="sm"
          label="Name"
          description="Empty: what it says is its name."
          maxLength={200}
          value={draft.name}
          onChange={({ currentTarget: { value } }) => change({ name: value })}
        />
        <p role="alert" className="bad">
          {problem}
        </p>
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit">Take it</Button>
        </div>
      </form>
    </Modal>
  );
}

interface MatchesProps extends Pick<ExpectationEditorProps, 'connections' | 'own'> {
  draft: ExpectationDraft;
  change(part: Partial<ExpectationDraft>): void;
}

/** The frames that are meant: one, or several in their order. */
function Matches({ draft: { kind, matches }, connections, own, change }: MatchesProps) {
  return (
    <>
      {matches.map((match, at) => (
        <MatchFields
          // biome-ignore lint/suspicious/noArrayIndexKey: its place is what tells it from the others
          key={at}
          title={kind === 'order' ? `Frame ${at + 1}` : 'Frame'}
          match={match}
          connections={connections}
          own={own}
          onChange={(changed) => change({ matches: matches.with(at, changed) })}
          onRemove={matches.length > 2 ? () => change({ matches: matches.toSpliced(at, 1) }) : undefined}
        />
      ))}
      {kind === 'order' && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Plus size={12} />}
          onClick={() => change({ matches: [...matches, emptyMatch] })}
        >
          Another frame
        </Button>
      )}
    </>
  );
}

const withinText: Record<ExpectationDraft['kind'], string> = {
  comes: 'From the sending of the request on: 800ms, 5s, 2m. 5 s when empty.',
  none: 'From the sending of the request on: 800ms, 5s, 2m. Until the run is over when empty.',
  order: 'From the sending of the request on: 800ms, 5s, 2m. 5 s when empty.',
};
