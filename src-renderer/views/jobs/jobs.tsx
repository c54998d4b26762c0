import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { ErrorPanel } from '../../components/error-panel';
import { formatCount } from '../../components/format';
import { Loading } from '../../components/loading';
import { VirtualTable } from '../../components/virtual-table';
import { go, type JobFilter, jobHref } from '../../routing/routes';
import { useLive } from '../../stores/live';
import { BulkBar } from './acts/bulk-bar';
import { BulkProgress } from './acts/bulk-progress';
import { type FoundJobs, useSelectAll } from './acts/use-select-all';
import { FilterBar } from './filters/filter-bar';
import { needsSearch } from './filters/job-filter';
import { useFilter } from './filters/use-filter';
import { jobColumns, rowLabel } from './listing/columns';
import type { JobList, JobListState } from './listing/job-list';
import type { JobRow } from './listing/job-row';
import { ListLine } from './listing/list-line';
import { useJobList } from './listing/use-job-list';
import { useSelection } from './listing/use-selection';
import { useNews } from './news/use-news';
import { NoJobs } from './no-jobs';
import { useRenewal } from './use-renewal';
import styles from './jobs.module.css';

/** Which jobs are like this one? */
export function Jobs() {
  const { filter, change, choose } = useFilter();
  return (
    <div className={styles.jobs}>
      <h1 className="visually-hidden">Jobs</h1>
      <FilterBar filter={filter} change={change} choose={choose} />
      <BulkProgress />
      <Listing filter={filter} onClear={() => choose({})} />
    </div>
  );
}

const none: FoundJobs = new Map();

function Listing({ filter, onClear }: { filter: JobFilter; onClear(): void }) {
  const { list, state, generation, renew } = useJobList(filter);
  const arrived = useNews(list, filter);
  const { selection, listeners } = useSelection(state.rows, filter);
  const { selected } = selection;
  const [found, setFound] = useState(none);
  const all = useSelectAll(filter, (jobs) => {
    setFound(jobs);
    selection.onChange(new Set(jobs.keys()));
  });
  const renewal = useRenewal(arrived, list.isSearch, () => void renew({ quietly: true }));
  const total = useTotal(filter);
  const several = useLive(({ stats }) => stats === null || stats.queues.length > 1);
  const narrow = useMediaQuery('(width < 1200px)') ?? false;
  if (state.phase === 'failed' && state.rows.length === 0 && state.error)
    return <ErrorPanel error={state.error} onRetry={() => void list.read()} />;
  const canFindMore = state.phase === 'more' && (found.size === 0 || found.size !== selected.size);
  return (
    <>
      {selected.size > 0 ? (
        <BulkBar
          selected={selected}
          stateOf={(key) => list.row(key)?.state ?? found.get(key)}
          onSelectAll={canFindMore ? all.start : undefined}
          onClear={() => selection.onChange(new Set())}
        />
      ) : (
        <ListLine list={list} state={state} total={total} />
      )}
      {all.found !== null && <Finding found={all.found} onStop={all.stop} />}
      {state.error && <ErrorPanel error={state.error} onRetry={() => void list.read()} />}
      <div className={styles.table} {...listeners} {...renewal.listeners}>
        <VirtualTable<JobRow>
          key={generation}
          label="Jobs"
          rows={state.rows}
          columns={jobColumns({ queues: several && filter.queue === undefined, narrow })}
          rowKey={keyOf}
          getRowLabel={rowLabel}
          onOpen={({ queue, id }) => go(jobHref(queue, id))}
          selection={selection}
          heldBack={arrived}
          onRelease={() => void renew()}
          onInUse={renewal.onInUse}
          onEndReached={() => void list.read()}
          empty={<Empty list={list} state={state} filter={filter} onClear={onClear} />}
        />
      </div>
    </>
  );
}

const keyOf = ({ key }: JobRow): string => key;

interface EmptyProps {
  list: JobList;
  state: JobListState;
  filter: JobFilter;
  onClear(): void;
}

function Empty({ list, state, filter, onClear }: EmptyProps) {
  if (state.first || state.phase === 'reading')
    return <Loading what={list.isSearch ? 'Searching' : 'Reading the jobs'} />;
  return <NoJobs filter={filter} stopped={state.phase === 'stopped'} onClear={onClear} />;
}

function Finding({ found, onStop }: { found: number; onStop(): void }) {
  return (
    <div className={styles.line} role="status">
      Selecting: {formatCount(found)} found so far
      <Button size="compact-xs" variant="default" onClick={onStop}>
        Stop
      </Button>
    </div>
  );
}

/** How many jobs a filter by state has, as the gateway's numbers tell; null for other filters. */
function useTotal(filter: JobFilter): number | null {
  const stats = useLive((live) => live.stats);
  if (!stats || needsSearch(filter)) return null;
  const queues = stats.queues.filter(({ name }) => filter.queue === undefined || name === filter.queue);
  return queues.reduce((sum, { counts }) => {
    const of = filter.state === undefined ? Object.values(counts) : [counts[filter.state] ?? 0];
    return sum + of.reduce((total, count) => total + count, 0);
  }, 0);
}
