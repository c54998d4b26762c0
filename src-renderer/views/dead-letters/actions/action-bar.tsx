import { Button } from '@mantine/core';
import { Download, FilePen, FlaskConical, type LucideIcon, RotateCcw, Trash2 } from 'lucide-react';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import type { JobView } from '../../../../src-core/protocol/http';
import { useKeys } from '../../../frame/keys';
import { useDeadLetters } from '../dead-letters-store';
import { askToDiscard } from './ask-to-discard';
import { exportFile } from './export-file';
import { countOf, jobsText, type Target } from './target';
import { tryOne } from './try-one';
import styles from './actions.module.css';

interface ActionBarProps {
  group: ErrorGroup;
  /** The members that are selected; all of the group are meant when there are none. */
  selected: JobView[];
  /** Members to try and to show a patch on: the open one first. */
  examples: JobView[];
  onClear(): void;
}

/** What can be done with the group, or with what is selected of it. */
export function ActionBar(props: ActionBarProps) {
  const { selected, onClear } = props;
  const acts = useActs(props);
  const which = selected.length > 0 ? 'the selected jobs' : 'the group';
  useKeys({
    t: { label: 'Try one first', run: acts.tryOne },
    r: { label: `Requeue ${which}`, run: acts.requeue },
    p: { label: `Edit the payloads of ${which} by patch`, run: acts.patch },
    d: { label: `Discard ${which}`, run: acts.discard },
    w: { label: 'Export the group to a file', run: acts.exportGroup },
    ...(selected.length > 0 && { c: { label: 'Select none', run: onClear } }),
  });
  return (
    <div className={styles.bar} role="toolbar" aria-label={`Acts on ${which}`}>
      <Act icon={FlaskConical} label="Try one first" first onClick={acts.tryOne} />
      <Act icon={RotateCcw} label={`Requeue ${jobsText(acts.count)}`} onClick={acts.requeue} />
      <Act icon={FilePen} label="Edit payloads" onClick={acts.patch} />
      <Act icon={Trash2} label="Discard" onClick={acts.discard} />
      {selected.length === 0 ? (
        <Act icon={Download} label="Export" onClick={acts.exportGroup} />
      ) : (
        <span className={styles.selected}>
          {jobsText(selected.length)} selected
          <button type="button" className="text-button" onClick={onClear}>
            Select none
          </button>
        </span>
      )}
    </div>
  );
}

function useActs({ group, selected, examples, onClear }: ActionBarProps) {
  const show = useDeadLetters((state) => state.show);
  const some = selected.length > 0;
  const target: Target = some
    ? { kind: 'jobs', queue: group.queue, jobs: selected }
    : { kind: 'group', group };
  const shown = some ? selected : examples;
  const [first] = shown;
  const { queue, code, fingerprint } = group;
  return {
    count: countOf(target),
    tryOne: () => first && tryOne(first, target),
    requeue: () => show({ kind: 'requeue', target }),
    patch: () => show({ kind: 'patch', target, examples: shown }),
    discard: () => askToDiscard(target).then((began) => began && onClear()),
    exportGroup: () => exportFile({ queue, group: fingerprint, name: `${queue}-${code}`.toLowerCase() }),
  };
}

interface ActProps {
  icon: LucideIcon;
  label: string;
  /** The act to begin with. */
  first?: boolean;
  onClick(): void;
}

/** Without its icon where there is little room. */
function Act({ icon: Icon, label, first = false, onClick }: ActProps) {
  return (
    <Button
      size="xs"
      variant={first ? 'filled' : 'default'}
      classNames={{ section: styles.icon }}
      leftSection={<Icon size={14} aria-hidden="true" />}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
