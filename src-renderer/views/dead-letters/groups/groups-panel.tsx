import { Select, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { useRef } from 'react';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { HeldBackBar } from '../../../components/held-back-bar';
import { formatCount } from '../../../components/format';
import { useKeys } from '../../../frame/keys';
import { useLive } from '../../../stores/live';
import { writeAddress, type Address, useAddress } from '../address';
import { jobsText } from '../actions/target';
import { AllMenu } from '../actions/all-menu';
import { type DeadCount, deadCounts, mostListed } from './dead-counts';
import { GroupList } from './group-list';
import { chooseGroups, groupKey, groupSorts } from './group-order';
import { useHeldOrder } from './use-held-order';
import styles from './groups.module.css';

interface GroupsPanelProps {
  /** Of all queues. */
  groups: ErrorGroup[];
  /** The queue that is looked at; '' = all. */
  queue: string;
  open: ErrorGroup | undefined;
}

/** What keeps failing: one row an error. */
export function GroupsPanel({ groups, queue, open }: GroupsPanelProps) {
  const { address, change } = useAddress();
  const { search, sort } = address;
  const { rows, heldBack, release } = useHeldOrder(groups, { queue, search, sort });
  const stats = useLive((live) => live.stats);
  const known = new Map(stats?.queues.map(({ name, counts: { dead = 0 } }) => [name, dead]));
  const counts = deadCounts(chooseGroups(groups, { queue, search: '', sort }), known);
  const openKey = open ? groupKey(open) : '';
  const openGroup = (group: ErrorGroup, step: boolean) => change(placeOf(group), { step });
  const searchField = useRef<HTMLInputElement>(null);
  const go = (by: number) => {
    const at = rows.findIndex((group) => groupKey(group) === openKey);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next) openGroup(next, false);
  };
  useKeys({
    J: { label: 'Next group', group: 'Rows', keyOnly: true, run: () => go(1) },
    K: { label: 'Group before', group: 'Rows', keyOnly: true, run: () => go(-1) },
    '/': { label: 'Search the groups', run: () => searchField.current?.focus() },
    ...(heldBack > 0 && { n: { label: 'Show the new groups', run: release } }),
  });
  return (
    <section className={styles.panel} aria-label="What keeps failing?">
      <GroupsHead counts={counts} />
      <div className={styles.tools}>
        <TextInput
          ref={searchField}
          size="xs"
          aria-label="Search the groups"
          placeholder="Search message, code, type, worker"
          leftSection={<Search size={14} aria-hidden="true" />}
          value={search}
          onChange={({ currentTarget }) => change({ search: currentTarget.value })}
          onKeyDown={(event) => event.key === 'Escape' && searchField.current?.blur()}
        />
        <Select
          size="xs"
          className={styles.sort}
          aria-label="Sort by"
          data={groupSorts.map((value) => ({ value, label: `By ${value}` }))}
          allowDeselect={false}
          value={sort}
          onChange={(value) => change({ sort: groupSorts.find((known) => known === value) })}
        />
      </div>
      <div className={styles.rows}>
        <HeldBackBar count={heldBack} onRelease={release} />
        {rows.length === 0 ? (
          <p className={styles.nothing}>No group matches “{search}”.</p>
        ) : (
          <GroupList
            groups={rows}
            openKey={openKey}
            hrefOf={(group) => writeAddress({ ...address, ...placeOf(group) })}
            onOpen={(group) => openGroup(group, true)}
          />
        )}
      </div>
      <Unlisted counts={counts} />
    </section>
  );
}

function GroupsHead({ counts }: { counts: DeadCount[] }) {
  const dead = counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <header className={styles.head}>
      <h2>What keeps failing?</h2>
      <span className={styles.total} title={`${jobsText(dead)} dead`}>
        <strong>{formatCount(dead)}</strong> dead
      </span>
      <AllMenu queues={counts} />
    </header>
  );
}

/** Says what the list leaves out. */
function Unlisted({ counts }: { counts: DeadCount[] }) {
  const unlisted = counts.reduce((sum, count) => sum + count.unlisted, 0);
  if (unlisted === 0) return null;
  return (
    <p className={styles.unlisted}>
      {formatCount(mostListed)} groups of a queue are listed: those with the latest members.{' '}
      {formatCount(unlisted)} more dead letters are in others.
    </p>
  );
}

function placeOf({ queue, fingerprint }: ErrorGroup): Partial<Address> {
  return { queue, group: fingerprint, job: '' };
}
