import { Group as Panels, Panel, useDefaultLayout } from 'react-resizable-panels';
import type { JobStory } from '../../../src-core/explain/job-story';
import type { TraceAnswer } from '../../../src-core/protocol/facts';
import { ErrorPanel } from '../../components/error-panel';
import { Loading } from '../../components/loading';
import { useRoute } from '../../routing/routes';
import { Gone } from './gone';
import { TraceHead } from './head/trace-head';
import { MomentPanel } from './moment/moment-panel';
import { TraceTabs } from './tabs/trace-tabs';
import { Waterfall } from './timeline/waterfall';
import { useTraceAddress } from './use-scrub';
import { useTrace } from './use-trace';
import { WhyPanel } from './why/why-panel';
import styles from './trace.module.css';
import { PanelSeparator } from '../../components/panel-separator';

/** What happened to this job, and why? */
export function Trace() {
  const { path } = useRoute();
  const [, queue = '', id = ''] = path;
  return <OneTrace key={`${queue} ${id}`} queue={queue} id={id} />;
}

function OneTrace({ queue, id }: { queue: string; id: string }) {
  const { trace, story, error, reload } = useTrace(queue, id);
  if (error?.code === 'JOB_NOT_FOUND') return <Gone queue={queue} id={id} />;
  if (!trace || !story)
    return error ? <ErrorPanel error={error} onRetry={reload} /> : <Loading what="Reading the trace" />;
  return (
    <div className={styles.trace}>
      <TraceHead job={trace.job} onChanged={reload} />
      {error && error.code !== 'UNREACHABLE' && <ErrorPanel error={error} onRetry={reload} />}
      <Body trace={trace} story={story} />
    </div>
  );
}

function Body({ trace, story }: { trace: TraceAnswer; story: JobStory }) {
  const { queue, id } = trace.job;
  const { at, setAt, tab, setTab } = useTraceAddress(queue, id);
  const rows = useDefaultLayout({ id: 'trace-rows' });
  const columns = useDefaultLayout({ id: 'trace-columns' });
  return (
    <>
      <WhyPanel story={story} onMoment={setAt} />
      <Panels orientation="vertical" className={styles.rows} {...rows}>
        <Panel id="clock" defaultSize="46%" minSize={140}>
          <Panels orientation="horizontal" className={styles.columns} {...columns}>
            <Panel id="timeline" minSize={360}>
              <Waterfall story={story} calls={trace.calls} at={at} onMove={setAt} />
            </Panel>
            <PanelSeparator />
            <Panel id="moment" defaultSize={304} minSize={240} maxSize="45%">
              <MomentPanel story={story} at={at} onMove={setAt} />
            </Panel>
          </Panels>
        </Panel>
        <PanelSeparator />
        <Panel id="detail" minSize={120}>
          <TraceTabs trace={trace} story={story} at={at} tab={tab} onTab={setTab} onMoment={setAt} />
        </Panel>
      </Panels>
    </>
  );
}
