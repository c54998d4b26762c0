import { Button } from '@mantine/core';
import { useMemo, useRef } from 'react';
import { Group as Panels, Panel, useDefaultLayout } from 'react-resizable-panels';
import { type SystemInfo, systemSchema } from '../../../src-core/protocol/console';
import { EmptyState } from '../../components/empty-state';
import { Loading } from '../../components/loading';
import { useData } from '../../connection/use-data';
import { useKeys } from '../../frame/keys';
import { go } from '../../routing/routes';
import { useChoices } from '../../stores/choices';
import { useConnection } from '../../stores/connection';
import { useWorkersAddress } from './address';
import { WorkerDetail } from './detail/worker-detail';
import { filterWorkers, orderedMachines } from './grid/grid-lines';
import { WorkerGrid } from './grid/worker-grid';
import { useLiveWorkers } from './live-workers';
import { StartElsewhere, StartWorkerButton } from './pool/first-worker';
import type { RateBook } from './rate-book';
import type { WorkerEntry } from './worker-entries';
import styles from './workers.module.css';
import { WorkersToolbar } from './workers-toolbar';
import { PanelSeparator } from '../../components/panel-separator';

/** Who is working, who is stuck, do I have enough? */
export function Workers() {
  const { entries, hasPool, rates } = useLiveWorkers();
  const { data: system } = useData('/system', systemSchema);
  const problem = useConnection((connection) => connection.problem);
  if (entries === null) return <Loading what={problem ?? 'Asking who is there'} />;
  return (
    <div className={styles.view}>
      <h1 className="visually-hidden">Workers</h1>
      {entries.length === 0 ? (
        <NoWorkers hasPool={hasPool} system={system} />
      ) : (
        <Crew entries={entries} rates={rates} hasPool={hasPool} system={system} />
      )}
    </div>
  );
}

function NoWorkers({ hasPool, system }: { hasPool: boolean; system: SystemInfo | undefined }) {
  return (
    <EmptyState
      title="No worker runs"
      text={
        <>
          <p>Jobs wait until there is one.</p>
          {system && <StartElsewhere system={system} />}
        </>
      }
      actions={hasPool && <StartWorkerButton />}
    />
  );
}

interface CrewProps {
  entries: readonly WorkerEntry[];
  rates: RateBook;
  hasPool: boolean;
  system: SystemInfo | undefined;
}

function Crew({ entries, rates, hasPool, system }: CrewProps) {
  const { address, change, hrefOf } = useWorkersAddress();
  const queue = useChoices((choices) => choices.queue);
  const filterRef = useRef<HTMLInputElement>(null);
  const { text, status, order, open } = address;
  const found = useMemo(
    () => filterWorkers(entries, { text, status, queue }),
    [entries, text, status, queue],
  );
  const machines = useMemo(
    () => orderedMachines(found, order, (id) => rates.rate(id)),
    [found, order, rates],
  );
  useWorkerKeys(
    machines.flatMap((machine) => machine.entries),
    open,
    hrefOf,
    filterRef,
  );
  const clear = () => {
    change({ text: '', status: null });
    useChoices.getState().setQueue('');
  };
  const grid =
    found.length > 0 ? (
      <WorkerGrid machines={machines} open={open} hrefOf={hrefOf} rates={rates} />
    ) : (
      <EmptyState
        title="No worker is like this"
        text={`There are ${entries.length} others${queue === '' ? '' : `; this looks at the queue ${queue} only`}.`}
        actions={
          <Button variant="default" onClick={clear}>
            Show all
          </Button>
        }
      />
    );
  return (
    <>
      <WorkersToolbar {...{ entries, address, change, hasPool, system, filterRef }} shown={found.length} />
      <Split
        side={
          open === null ? null : <Opened id={open} entries={entries} rates={rates} closeHref={hrefOf(null)} />
        }
      >
        {grid}
      </Split>
    </>
  );
}

function Split({ side, children }: { side: React.ReactNode; children: React.ReactNode }) {
  const layout = useDefaultLayout({ id: 'workers', panelIds: side ? ['grid', 'worker'] : ['grid'] });
  return (
    <Panels orientation="horizontal" className={styles.split} {...layout}>
      <Panel id="grid" minSize={280}>
        <div className={styles.grid}>{children}</div>
      </Panel>
      {side && (
        <>
          <PanelSeparator />
          <Panel id="worker" defaultSize="34%" minSize={300} maxSize="60%">
            {side}
          </Panel>
        </>
      )}
    </Panels>
  );
}

interface OpenedProps {
  id: string;
  entries: readonly WorkerEntry[];
  rates: RateBook;
  closeHref: string;
}

function Opened({ id, entries, rates, closeHref }: OpenedProps) {
  const entry = entries.find((one) => one.id === id);
  if (entry) return <WorkerDetail key={id} entry={entry} rates={rates} closeHref={closeHref} />;
  return (
    <EmptyState
      title="This worker is not there any more"
      text={
        <>
          <code>{id}</code> has ended, or has not been heard of for ten minutes.
        </>
      }
      actions={
        <Button component="a" href={closeHref} variant="default">
          Close
        </Button>
      }
    />
  );
}

/** Keys of the view: from worker to worker, close, filter. */
function useWorkerKeys(
  entries: readonly WorkerEntry[],
  open: string | null,
  hrefOf: (id: string | null) => string,
  filterRef: React.RefObject<HTMLInputElement | null>,
): void {
  const step = (by: number) => {
    const at = entries.findIndex(({ id }) => id === open);
    const next = entries[at === -1 ? 0 : Math.max(0, Math.min(entries.length - 1, at + by))];
    if (next) go(hrefOf(next.id), { replace: open !== null });
  };
  useKeys({
    j: { label: 'Next worker', run: () => step(1) },
    k: { label: 'Worker before', run: () => step(-1) },
    f: { label: 'Filter workers', run: () => filterRef.current?.focus() },
    ...(open !== null && { Escape: { label: 'Close the worker', run: () => go(hrefOf(null)) } }),
  });
}
