import { Button } from '@mantine/core';
import { useMemo } from 'react';
import type { JobStory } from '../../../../src-core/explain/job-story';
import { formatDateTime } from '../../../components/format';
import { StateMark } from '../../../components/state-mark';
import { WorkerLink } from '../../../components/worker-link';
import { offsetText } from '../timeline/axis-ticks';
import { momentOf } from './moment-of';
import { QueueThen } from './queue-then';
import styles from './moment.module.css';

interface MomentPanelProps {
  story: JobStory;
  /** Epoch ms; null = the end. */
  at: number | null;
  onMove(at: number | null): void;
}

/** The job, its queue and its workers as they were where the scrubber stands. */
export function MomentPanel({ story, at, onMove }: MomentPanelProps) {
  const end = story.finishedAt ?? story.now;
  const moment = useMemo(() => momentOf(story, at ?? end), [story, at, end]);
  const isOpen = story.finishedAt === null;
  return (
    <section className={styles.moment} aria-label="At this moment">
      <header className={styles.head}>
        <h2>{at !== null ? offsetText(moment.at - story.createdAt, 1) : isOpen ? 'Now' : 'At its end'}</h2>
        <span className="quiet" title={formatDateTime(moment.at)}>
          {formatDateTime(moment.at).slice(11)}
        </span>
        {at !== null && (
          <Button size="compact-xs" variant="default" onClick={() => onMove(null)}>
            {isOpen ? 'Now' : 'End'}
          </Button>
        )}
      </header>
      {moment.state === null ? (
        <p className="quiet">The job had not been submitted yet.</p>
      ) : (
        <dl className={styles.fields}>
          <div>
            <dt>State</dt>
            <dd>
              <StateMark state={moment.state} withWord />
            </dd>
          </div>
          {moment.fields.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <QueueThen queue={story.job.queue} from={story.createdAt} to={end} at={moment.at} />
      {moment.workers.length > 0 && (
        <>
          <h3>Its workers then</h3>
          <ul className={styles.workers}>
            {moment.workers.map(({ id, fence, text }) => (
              <li key={fence}>
                <WorkerLink id={id} /> <span className="quiet">{text}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
