import { ActionIcon, Menu } from '@mantine/core';
import { Download, EllipsisVertical, RotateCcw, Trash2, Upload } from 'lucide-react';
import { useKeys } from '../../../frame/keys';
import { useDeadLetters } from '../dead-letters-store';
import { askToDiscard } from './ask-to-discard';
import { exportFile } from './export-file';
import { jobsText, countOf, type Target } from './target';
import { useImport } from './use-import';

/** What can be done with every dead letter of these queues, and bringing others in. */
export function AllMenu({ queues }: { queues: { queue: string; count: number }[] }) {
  const show = useDeadLetters((state) => state.show);
  const target: Target = { kind: 'all', queues };
  const { choose, input, into } = useImport(queues.length === 1 ? (queues[0]?.queue ?? '') : '');
  const jobs = jobsText(countOf(target));
  const requeueAll = () => show({ kind: 'requeue', target });
  useKeys({
    R: { label: 'Requeue all dead letters', run: requeueAll },
    i: { label: `Import dead letters ${into}`, run: choose },
  });
  return (
    <>
      {input}
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            aria-label="All dead letters"
            title="All dead letters: requeue, export, import"
          >
            <EllipsisVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<RotateCcw size={14} />} onClick={requeueAll}>
            Requeue all: {jobs}
          </Menu.Item>
          {target.queues.map(({ queue }) => (
            <Menu.Item
              key={queue}
              leftSection={<Download size={14} />}
              onClick={() => exportFile({ queue, name: queue })}
            >
              Export {target.queues.length === 1 ? 'all' : `all of ${queue}`}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<Upload size={14} />} onClick={choose}>
            Import {into}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<Trash2 size={14} />} color="red" onClick={() => askToDiscard(target)}>
            Discard all: {jobs}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
