import { Button, Tabs } from '@mantine/core';
import { FilePen, type LucideIcon, RotateCcw, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { JobView } from '../../../../src-core/protocol/http';
import { JobLink } from '../../../components/job-link';
import { JsonView } from '../../../components/json-view';
import { useKeys } from '../../../frame/keys';
import { askToDiscard } from '../actions/ask-to-discard';
import type { Target } from '../actions/target';
import { type DetailTab, detailTabs } from '../address';
import { useDeadLetters } from '../dead-letters-store';
import { AttemptTable } from './attempt-table';
import { ErrorDetail } from './error-detail';
import styles from './examples.module.css';

interface JobDetailProps {
  /** Undefined when the group's jobs are all gone. */
  job: JobView | undefined;
  tab: DetailTab;
  onTab(tab: DetailTab): void;
  /** What the tab about the group shows. */
  comparison: ReactNode;
}

const tabNames: Record<DetailTab, string> = {
  error: 'Error',
  payload: 'Payload',
  history: 'Attempts',
  compare: 'Compare all',
};

/** One dead job: its error, payload and attempts; and all of the group compared. */
export function JobDetail({ job, tab, onTab, comparison }: JobDetailProps) {
  return (
    <section className={styles.detail} aria-label={job ? `Job ${job.id}` : 'Comparison'}>
      <Tabs
        className={styles.tabs}
        value={tab}
        onChange={(value) => onTab(detailTabs.find((known) => known === value) ?? 'error')}
        keepMounted={false}
      >
        <div className={styles.tabsHead}>
          <Tabs.List>
            {detailTabs.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {tabNames[name]}
                {name === 'history' && job && <span className="quiet"> {job.history.length}</span>}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {job && <JobActs job={job} />}
        </div>
        <Tabs.Panel value="error">{job && <ErrorDetail key={job.id} error={job.error} />}</Tabs.Panel>
        <Tabs.Panel value="payload">
          {job && <JsonView key={job.id} value={job.payload} label="Payload" />}
        </Tabs.Panel>
        <Tabs.Panel value="history">{job && <AttemptTable history={job.history} />}</Tabs.Panel>
        <Tabs.Panel value="compare">{comparison}</Tabs.Panel>
      </Tabs>
    </section>
  );
}

function JobActs({ job }: { job: JobView }) {
  const show = useDeadLetters((state) => state.show);
  const target: Target = { kind: 'jobs', queue: job.queue, jobs: [job] };
  const acts = {
    requeue: () => show({ kind: 'requeue', target }),
    edit: () => show({ kind: 'edit', job }),
  };
  useKeys({
    s: { label: 'Requeue the open job', run: acts.requeue },
    e: { label: "Edit the open job's payload", run: acts.edit },
  });
  return (
    <div className={styles.acts}>
      <JobLink queue={job.queue} id={job.id} />
      <Act icon={RotateCcw} label="Requeue" onClick={acts.requeue} />
      <Act icon={FilePen} label="Edit payload" onClick={acts.edit} />
      <Act icon={Trash2} label="Discard" onClick={() => askToDiscard(target)} />
    </div>
  );
}

/** Its icon alone where there is little room. */
function Act({ icon: Icon, label, onClick }: { icon: LucideIcon; label: string; onClick(): void }) {
  return (
    <Button
      size="compact-xs"
      variant="default"
      classNames={{ label: styles.actLabel, section: styles.actIcon }}
      leftSection={<Icon size={12} aria-hidden="true" />}
      aria-label={`${label}: this job`}
      title={`${label}: this job`}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
