import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect } from 'react';
import { Group as Panels, Panel, useDefaultLayout } from 'react-resizable-panels';
import type { ErrorGroup } from '../../../src-core/protocol/dead-letters';
import { EmptyState } from '../../components/empty-state';
import { ErrorPanel } from '../../components/error-panel';
import { Loading } from '../../components/loading';
import { useChoices } from '../../stores/choices';
import { OperationStrip } from './actions/operation-strip';
import { targetNow } from './actions/target';
import { TrialBand } from './actions/trial-band';
import { useAddress } from './address';
import { useDeadLetters } from './dead-letters-store';
import { DialogHost } from './dialog-host';
import { GroupDetail } from './group-detail';
import { chooseGroups, groupKey } from './groups/group-order';
import { GroupsPanel } from './groups/groups-panel';
import { NoDeadLetters } from './no-dead-letters';
import { useGroups } from './use-groups';
import styles from './dead-letters.module.css';
import { PanelSeparator } from '../../components/panel-separator';

const none: ErrorGroup[] = [];

/** What keeps failing, and can I send it again safely? */
export function DeadLetters() {
  const { groups, error, reload } = useGroups();
  const trial = useDeadLetters((state) => state.trial);
  return (
    <div className={styles.view}>
      <h1 className="visually-hidden">Dead letters</h1>
      {groups ? (
        <Groups groups={groups} />
      ) : error ? (
        <ErrorPanel error={error} onRetry={reload} />
      ) : (
        <Loading what="Reading the dead letters" />
      )}
      {/* Below, so that nothing moves under the pointer when they come and go. */}
      {trial && (
        <TrialBand key={trial.since} before={trial.before} rest={targetNow(trial.rest, groups ?? none)} />
      )}
      <OperationStrip />
      <DialogHost groups={groups ?? none} />
    </div>
  );
}

function Groups({ groups }: { groups: ErrorGroup[] }) {
  const queue = useChoices((choices) => choices.queue);
  const { address, change } = useAddress();
  // One below the other where there is no room beside: on a small window, or enlarged.
  const orientation = useMediaQuery('(max-width: 900px)') ? 'vertical' : 'horizontal';
  const layout = useDefaultLayout({ id: `dead-letters.${orientation}` });
  const { search, sort } = address;
  const first = chooseGroups(groups, { queue, search, sort })[0];
  const named = address.group !== '';
  const key = groupKey({ queue: address.queue, fingerprint: address.group });
  const open = named ? groups.find((group) => groupKey(group) === key) : first;
  const openFirst = () => first && change({ queue: first.queue, group: first.fingerprint, job: '' });
  // The first group is open until another is chosen: from then on it stays, wherever its row goes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when nothing is named
  useEffect(() => {
    if (!named) openFirst();
  }, [named, first?.fingerprint]);
  if (!groups.some((group) => queue === '' || group.queue === queue)) return <NoDeadLetters queue={queue} />;
  return (
    <Panels key={orientation} orientation={orientation} className={styles.split} {...layout}>
      <Panel id="groups" defaultSize="34%" minSize={orientation === 'vertical' ? 180 : 280} maxSize="60%">
        <GroupsPanel groups={groups} queue={queue} open={open} />
      </Panel>
      <PanelSeparator />
      <Panel id="group" minSize={orientation === 'vertical' ? 160 : 400}>
        <div className={styles.detail}>
          {open ? (
            <GroupDetail key={groupKey(open)} group={open} />
          ) : (
            <EmptyState
              title={named ? 'No dead letter has this error any more' : 'No group is open'}
              text={named ? 'They were requeued, discarded, or removed when their time was over.' : undefined}
              actions={first && <Button onClick={openFirst}>Open the first group</Button>}
            />
          )}
        </div>
      </Panel>
    </Panels>
  );
}
