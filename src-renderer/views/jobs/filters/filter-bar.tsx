import { Button, Select } from '@mantine/core';
import { useRef } from 'react';
import { type JobState, jobStates } from '../../../../src-core/protocol/job-state';
import { useKeys } from '../../../frame/keys';
import type { JobFilter } from '../../../routing/routes';
import { useLive, useTopics } from '../../../stores/live';
import { FilterField } from './filter-field';
import { isFiltered } from './job-filter';
import { SavedMenu } from './saved-menu';
import styles from './filters.module.css';

interface FilterBarProps {
  filter: JobFilter;
  change(part: Partial<JobFilter>): void;
  choose(filter: JobFilter): void;
}

const priorities = Array.from({ length: 10 }, (_, n) => ({ value: String(n), label: `priority ${n}` }));

/** What the jobs are narrowed to. */
export function FilterBar({ filter, change, choose }: FilterBarProps) {
  const search = useRef<HTMLInputElement>(null);
  useTopics('workers');
  const workers = useLive(({ workers: known }) => known?.workers);
  const types = [...new Set(workers?.flatMap((worker) => worker.types) ?? [])].sort();
  useKeys({ '/': { label: 'Search the jobs', run: () => search.current?.focus() } });
  return (
    <search className={styles.bar}>
      <div className={styles.search}>
        <FilterField
          inputRef={search}
          label="Search"
          placeholder="Text in id, payload or error  ( / )"
          value={filter.search}
          onChange={(text) => change({ search: text })}
        />
      </div>
      <Select
        className={styles.state}
        size="xs"
        aria-label="State"
        placeholder="Any state"
        clearable
        data={[...jobStates]}
        value={filter.state ?? null}
        data-set={filter.state !== undefined || undefined}
        onChange={(state) => change({ state: (state as JobState | null) ?? undefined })}
      />
      <FilterField
        label="Type"
        value={filter.type}
        suggestions={types}
        onChange={(type) => change({ type })}
      />
      <FilterField label="Client" value={filter.client} onChange={(client) => change({ client })} />
      <FilterField
        label="Worker"
        value={filter.worker}
        suggestions={workers?.map(({ id }) => id)}
        onChange={(worker) => change({ worker })}
      />
      <FilterField label="Error" value={filter.error} onChange={(error) => change({ error })} />
      <Select
        className={styles.state}
        size="xs"
        aria-label="Priority"
        placeholder="Any priority"
        clearable
        data={priorities}
        value={filter.priority === undefined ? null : String(filter.priority)}
        data-set={filter.priority !== undefined || undefined}
        onChange={(priority) => change({ priority: priority === null ? undefined : Number(priority) })}
      />
      <SavedMenu filter={filter} choose={choose} />
      {isFiltered(filter) && (
        <Button size="xs" variant="subtle" onClick={() => choose({})}>
          Clear
        </Button>
      )}
    </search>
  );
}
