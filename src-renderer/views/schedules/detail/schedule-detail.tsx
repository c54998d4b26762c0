import { ActionIcon, Button } from '@mantine/core';
import { Copy, Pause, Pencil, Play, Trash2, X } from 'lucide-react';
import { useEffect } from 'react';
import {
  type ScheduleView,
  scheduleTicksAnswerSchema,
  scheduleViewSchema,
} from '../../../../src-core/protocol/schedules';
import { ErrorPanel } from '../../../components/error-panel';
import { JsonView } from '../../../components/json-view';
import { useData } from '../../../connection/use-data';
import { useKeys } from '../../../frame/keys';
import { go } from '../../../routing/routes';
import { openCopy, openEdit } from '../form/open-form';
import { hiddenHeaders } from '../hidden-headers';
import { NextTick } from '../list/columns';
import { askToRemove, runNow, setPaused } from '../schedule-acts';
import { namedOf } from '../schedule-key';
import { schedulePath } from '../schedule-path';
import { zoneOf } from '../when-text';
import { PastTable } from './past-table';
import { ScheduleFacts } from './schedule-facts';
import { TickTimes } from './tick-times';
import styles from './detail.module.css';

interface ScheduleDetailProps {
  view: ScheduleView;
  /** The address without it. */
  closeHref: string;
}

/** Everything known of one schedule, and what can be done to it. */
export function ScheduleDetail({ view, closeHref }: ScheduleDetailProps) {
  const { schedule } = view;
  const { type, payload } = schedule.job;
  const hidden = hiddenHeaders(type, payload);
  return (
    <section className={styles.detail} aria-label={`Schedule ${schedule.name}`}>
      <header className={styles.head}>
        <h2>
          <code title={schedule.name}>{schedule.name}</code>
        </h2>
        <NextTick view={view} />
        <ActionIcon
          component="a"
          href={closeHref}
          variant="subtle"
          aria-label="Close (Esc)"
          title="Close (Esc)"
        >
          <X size={16} />
        </ActionIcon>
      </header>
      <Acts view={view} closeHref={closeHref} />
      <div className={styles.body}>
        <ScheduleFacts view={view} />
        <Ticks view={view} />
        <h3>Payload</h3>
        <JsonView value={payload} label="Payload" />
        {hidden.length > 0 && <p className="quiet">The values of {hidden.join(', ')} are not shown.</p>}
      </div>
    </section>
  );
}

function Acts({ view, closeHref }: ScheduleDetailProps) {
  const one = namedOf(view);
  const { paused } = view.schedule;
  const pause = () => void setPaused(one, !paused);
  const run = () => void runNow(one);
  const remove = async () => {
    if (await askToRemove(view)) go(closeHref, { replace: true });
  };
  useKeys({
    r: { label: 'Run the schedule now', run },
    p: { label: paused ? 'Resume the schedule' : 'Pause the schedule', run: pause },
    e: { label: 'Edit the schedule', run: () => openEdit(view) },
    Escape: { label: 'Close the schedule', run: () => go(closeHref) },
  });
  return (
    <div className={styles.acts} role="toolbar" aria-label="Acts on the schedule">
      <Button size="compact-sm" onClick={run} leftSection={<Play size={14} />}>
        Run now
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={pause}
        leftSection={paused ? <Play size={14} /> : <Pause size={14} />}
      >
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => openEdit(view)}
        leftSection={<Pencil size={14} />}
      >
        Edit
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => openCopy(view)}
        leftSection={<Copy size={14} />}
      >
        Duplicate
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => void remove()}
        leftSection={<Trash2 size={14} />}
      >
        Remove
      </Button>
    </div>
  );
}

/** Read again when it has ticked or was edited. */
function Ticks({ view }: { view: ScheduleView }) {
  const one = namedOf(view);
  const { data, error, reload } = useData(schedulePath(one, '', 10), scheduleViewSchema);
  const past = useData(schedulePath(one, '/ticks'), scheduleTicksAnswerSchema);
  const state = `${view.version} ${view.nextTick} ${view.last?.at}`;
  const reloadPast = past.reload;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state of it reads again
  useEffect(() => {
    reload();
    reloadPast();
  }, [state, reload, reloadPast]);
  const failed = error ?? past.error;
  const coming = data?.nextTicks ?? [];
  return (
    <>
      {failed && <ErrorPanel error={failed} onRetry={reload} />}
      <h3>Next ticks</h3>
      {coming.length > 0 ? (
        <TickTimes ticks={coming} zone={zoneOf(view.schedule)} label="Next ticks" />
      ) : (
        data && (
          <p className="quiet">
            {view.schedule.paused
              ? 'None while it is paused; none is made up for later.'
              : 'No tick is to come.'}
          </p>
        )
      )}
      <h3>Last ticks</h3>
      {past.data && <PastTable queue={view.queue} ticks={past.data.ticks} />}
    </>
  );
}
