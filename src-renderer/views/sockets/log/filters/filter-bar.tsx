import { Button, NativeSelect } from '@mantine/core';
import { memo } from 'react';
import { type Direction, directions, isFiltered, type LogFilter } from '../filter';
import { FacetMenu } from './facet-menu';
import { JobField } from './job-field';
import { SearchField } from './search-field';
import styles from './filters.module.css';

interface FilterBarProps {
  filter: LogFilter;
  change(part: Partial<LogFilter>): void;
  clear(): void;
}

const directionWords: Record<Direction, string> = {
  sent: 'Sent',
  received: 'Received',
  connection: 'Opened, closed',
};

/** What the log is narrowed to. Not drawn anew with each frame. */
export const FilterBar = memo(function FilterBar({ filter, change, clear }: FilterBarProps) {
  return (
    <search className={styles.bar} aria-label="Frames">
      <SearchField value={filter.text} onChange={(text) => change({ text })} />
      <FacetMenu label="Type" field="type" chosen={filter.types} onChange={(types) => change({ types })} />
      <NativeSelect
        size="xs"
        aria-label="Direction"
        value={filter.direction}
        data-set={filter.direction !== '' || undefined}
        data={[
          { value: '', label: 'Both ways' },
          ...directions.map((value) => ({ value, label: directionWords[value] })),
        ]}
        onChange={({ currentTarget }) => change({ direction: currentTarget.value as Direction | '' })}
      />
      <FacetMenu
        label="Connection"
        field="connection"
        chosen={filter.connections}
        onChange={(connections) => change({ connections })}
      />
      <JobField value={filter.jobId} onChange={(jobId) => change({ jobId })} />
      {isFiltered(filter) && (
        <Button size="xs" variant="subtle" onClick={clear}>
          All frames
        </Button>
      )}
    </search>
  );
});
