import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import type { JobStory } from '../../../../src-core/explain/job-story';
import type { TraceAnswer } from '../../../../src-core/protocol/facts';
import type { TraceEvent } from '../../../../src-core/protocol/job';
import { formatCount } from '../../../components/format';
import { JsonView } from '../../../components/json-view';
import { AttemptsTab } from './attempts-tab';
import { ErrorsTab, errorsOf } from './errors-tab';
import { EventsTab } from './events-tab';
import { FramesTab } from './frames-tab';
import { StreamTab } from './stream-tab';
import styles from './tabs.module.css';

interface TraceTabsProps {
  trace: TraceAnswer;
  story: JobStory;
  at: number | null;
  tab: string | null;
  onTab(tab: string): void;
  onMoment(at: number): void;
}

interface Shown {
  id: string;
  title: string;
  count?: number;
  content: ReactNode;
  /** It scrolls by itself. */
  whole?: boolean;
}

const logKinds: readonly TraceEvent['kind'][] = ['log', 'progress'];

/** Everything about the job in detail. */
export function TraceTabs({ trace, story, at, tab, onTab, onMoment }: TraceTabsProps) {
  const tabs = tabsOf(trace, story, at, onMoment);
  const open =
    tabs.find(({ id }) => id === tab) ?? tabs.find(({ id }) => id === defaultTab(story)) ?? tabs[0];
  return (
    <Tabs
      className={styles.tabs}
      value={open?.id ?? null}
      onChange={(id) => id && onTab(id)}
      keepMounted={false}
    >
      <Tabs.List>
        {tabs.map(({ id, title, count }) => (
          <Tabs.Tab key={id} value={id}>
            {title}
            {count !== undefined && count > 0 && <span className="quiet"> {formatCount(count)}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ id, content, whole }) => (
        <Tabs.Panel key={id} value={id} className={whole ? styles.whole : styles.panel}>
          {content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** What is looked for first. */
function defaultTab({ job, events }: JobStory): string {
  if (job.state === 'dead' || (job.state === 'scheduled' && job.error)) return 'errors';
  if (job.state === 'active' && (job.type === 'llm.chat' || events.some(({ kind }) => kind === 'chunk')))
    return 'stream';
  return job.state === 'completed' ? 'result' : 'payload';
}

function tabsOf(
  trace: TraceAnswer,
  story: JobStory,
  at: number | null,
  onMoment: (at: number) => void,
): Shown[] {
  const { job, events } = trace;
  const count = (...kinds: TraceEvent['kind'][]) => events.filter(({ kind }) => kinds.includes(kind)).length;
  const streams = count('chunk') > 0 || job.type === 'llm.chat';
  const table = { story, at, onMoment };
  return [
    { id: 'payload', title: 'Payload', content: <JsonView value={job.payload} label="Payload" /> },
    { id: 'result', title: 'Result', content: <JsonView value={job.result} label="Result" /> },
    ...(streams
      ? [
          {
            id: 'stream',
            title: 'Stream',
            whole: true,
            content: <StreamTab key={job.id} queue={job.queue} id={job.id} />,
          },
        ]
      : []),
    { id: 'errors', title: 'Errors', count: errorsOf(story).length, content: <ErrorsTab story={story} /> },
    {
      id: 'log',
      title: 'Log',
      count: count('log', 'progress'),
      whole: true,
      content: (
        <EventsTab
          {...table}
          label="Log"
          kinds={logKinds}
          empty="It has logged nothing and reported no progress"
        />
      ),
    },
    {
      id: 'attempts',
      title: 'Attempts',
      count: job.history.length,
      content: <AttemptsTab story={story} onMoment={onMoment} />,
    },
    {
      id: 'frames',
      title: 'Frames',
      count: count('frame'),
      whole: true,
      content: <FramesTab story={story} onMoment={onMoment} />,
    },
    {
      id: 'events',
      title: 'Events',
      count: events.length,
      whole: true,
      content: <EventsTab {...table} label="Events" empty="Nothing is recorded" />,
    },
    { id: 'raw', title: 'Raw', content: <JsonView value={trace} label="Trace" /> },
  ];
}
