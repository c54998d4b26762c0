import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { Group as Panels, Panel, useDefaultLayout } from 'react-resizable-panels';
import type { ScheduleView } from '../../../src-core/protocol/schedules';
import { EmptyState } from '../../components/empty-state';
import { ErrorPanel } from '../../components/error-panel';
import { Loading } from '../../components/loading';
import { useKeys } from '../../frame/keys';
import { useChoices } from '../../stores/choices';
import { type Address, useAddress } from './address';
import { Calendar } from './calendar/calendar';
import { ScheduleDetail } from './detail/schedule-detail';
import { closeForm, openNew } from './form/open-form';
import { ScheduleFormDialog } from './form/schedule-form';
import { chooseSchedules } from './list/chosen';
import { ScheduleList } from './list/schedule-list';
import { NoSchedules } from './no-schedules';
import { keyOf, namedOf } from './schedule-key';
import { SchedulesToolbar } from './schedules-toolbar';
import { useSchedules } from './use-schedules';
import styles from './schedules.module.css';
import { PanelSeparator } from '../../components/panel-separator';

/** What runs next, what ran last? */
export function Schedules() {
  const { schedules, error, reload } = useSchedules();
  const { change } = useAddress();
  useEffect(() => closeForm, []);
  return (
    <div className={styles.view}>
      <h1 className="visually-hidden">Schedules</h1>
      {error && <ErrorPanel error={error} onRetry={reload} />}
      {schedules ? <Known all={schedules} /> : !error && <Loading what="Reading the schedules" />}
      <ScheduleFormDialog onSaved={(view) => change(namedOf(view), { step: true })} />
    </div>
  );
}

function Known({ all }: { all: readonly ScheduleView[] }) {
  const queue = useChoices((choices) => choices.queue);
  const { address } = useAddress();
  const search = useRef<HTMLInputElement>(null);
  const { text, order } = address;
  const views = useMemo(() => chooseSchedules(all, { queue, text: '', order: 'name' }), [all, queue]);
  const chosen = useMemo(() => chooseSchedules(all, { queue, text, order }), [all, queue, text, order]);
  useKeys({
    '/': { label: 'Search the schedules', run: () => search.current?.focus() },
    n: { label: 'New schedule', run: () => openNew(queue) },
  });
  const queues = queue === '' ? new Set(all.map((view) => view.queue)).size : 1;
  const side = address.name === '' ? null : <Opened all={all} address={address} chosenQueue={queue} />;
  if (views.length === 0 && side === null) return <NoSchedules queue={queue} />;
  return (
    <>
      <SchedulesToolbar views={views} shown={chosen.length} queue={queue} searchRef={search} />
      <Split side={side}>
        {address.show === 'list' ? (
          <ScheduleList views={chosen} queues={queues} beside={side !== null} />
        ) : (
          <Calendar views={chosen} />
        )}
      </Split>
    </>
  );
}

function Split({ side, children }: { side: ReactNode; children: ReactNode }) {
  // One below the other where there is no room beside: on a small window, or enlarged.
  const orientation = useMediaQuery('(max-width: 900px)') ? 'vertical' : 'horizontal';
  const panelIds = side ? ['list', 'schedule'] : ['list'];
  const layout = useDefaultLayout({ id: `schedules.${orientation}`, panelIds });
  return (
    <Panels key={orientation} orientation={orientation} className={styles.split} {...layout}>
      <Panel id="list" minSize={orientation === 'vertical' ? 80 : 320}>
        <div className={styles.main}>{children}</div>
      </Panel>
      {side && (
        <>
          <PanelSeparator />
          <Panel
            id="schedule"
            defaultSize="40%"
            minSize={orientation === 'vertical' ? 80 : 400}
            maxSize="70%"
          >
            {side}
          </Panel>
        </>
      )}
    </Panels>
  );
}

interface OpenedProps {
  all: readonly ScheduleView[];
  address: Address;
  /** The queue that is looked at; '' = all. */
  chosenQueue: string;
}

function Opened({ all, address, chosenQueue }: OpenedProps) {
  const { hrefOf } = useAddress();
  const { name, queue } = address;
  const called = all.filter((view) => view.schedule.name === name);
  // An address that names no queue means the one that is looked at, or the only one there is.
  const view =
    called.find((one) => one.queue === (queue || chosenQueue)) ?? (queue === '' ? called[0] : undefined);
  const closeHref = hrefOf({ name: '' });
  if (view) return <ScheduleDetail key={keyOf(namedOf(view))} view={view} closeHref={closeHref} />;
  return (
    <EmptyState
      title="This schedule is not there"
      text={
        <>
          <code>{name}</code> was removed, or never was.
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
