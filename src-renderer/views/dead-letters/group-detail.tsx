import { useMemo, useState } from 'react';
import { Group as Panels, Panel, useDefaultLayout } from 'react-resizable-panels';
import type { ErrorGroup } from '../../../src-core/protocol/dead-letters';
import type { JobView } from '../../../src-core/protocol/http';
import { ErrorPanel } from '../../components/error-panel';
import { Loading } from '../../components/loading';
import { useKeys } from '../../frame/keys';
import { ActionBar } from './actions/action-bar';
import { useAddress } from './address';
import { ExampleTable } from './examples/example-table';
import { JobDetail } from './examples/job-detail';
import { useMembers } from './examples/use-members';
import { useOpenJob } from './examples/use-open-job';
import { Comparison } from './findings/comparison';
import { FindingsLines } from './findings/findings-lines';
import { mostCompared, useFindings } from './findings/use-findings';
import { GroupHead } from './groups/group-head';
import styles from './dead-letters.module.css';
import { PanelSeparator } from '../../components/panel-separator';

const noJobs: JobView[] = [];

/** One group: what its jobs have in common, what can be done, the jobs, and the open one. */
export function GroupDetail({ group }: { group: ErrorGroup }) {
  const { address, change } = useAddress();
  const { members, error, reload, loadMore, release } = useMembers(group);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const layout = useDefaultLayout({ id: 'dead-letters.group' });
  const shown = members?.shown ?? noJobs;
  const job = useOpenJob(group.queue, address.job, members?.shown);
  // Also those that are held back: what is compared moves no row.
  const dead = useMemo(() => (members ? [...members.arrived, ...members.shown] : noJobs), [members]);
  const findings = useFindings(group, dead);
  const compared = findings.dead < mostCompared ? findings.dead : group.count;
  const compare = () => change({ tab: 'compare' });
  useKeys({ m: { label: 'Compare all of the group', run: compare } });
  if (!members)
    return error ? <ErrorPanel error={error} onRetry={reload} /> : <Loading what="Reading the jobs" />;
  return (
    <>
      <GroupHead group={group} />
      <FindingsLines findings={findings} count={compared} onCompare={compare} />
      <ActionBar
        group={group}
        selected={shown.filter(({ id }) => selected.has(id))}
        examples={job ? [job, ...shown.filter(({ id }) => id !== job.id)] : shown}
        onClear={() => setSelected(new Set())}
      />
      {error && <ErrorPanel error={error} onRetry={reload} />}
      <Panels orientation="vertical" className={styles.split} {...layout}>
        <Panel id="examples" defaultSize="38%" minSize={90}>
          <div className={styles.fill}>
            <ExampleTable
              group={group}
              members={members}
              varying={findings.varying}
              openId={job?.id}
              selection={{ selected, onChange: setSelected }}
              onOpen={({ id }) => change({ job: id })}
              onRelease={release}
              onEndReached={loadMore}
            />
          </div>
        </Panel>
        <PanelSeparator />
        <Panel id="detail" minSize={120}>
          <JobDetail
            job={job}
            tab={address.tab}
            onTab={(tab) => change({ tab })}
            comparison={<Comparison findings={findings} count={compared} />}
          />
        </Panel>
      </Panels>
    </>
  );
}
