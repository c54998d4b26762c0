import type { ReactNode } from 'react';
import type { Schedule, ScheduleView } from '../../../../src-core/protocol/schedules';
import { DateTime, Duration } from '../../../components/times';
import { jobsHref } from '../../../routing/routes';
import { whenText } from '../when-text';
import styles from './detail.module.css';

const overlapWords: Record<Schedule['overlap'], string> = {
  skip: 'starts nothing',
  queue: 'its job is added when the earlier one is finished',
  cancel: 'the earlier job is cancelled first',
  allow: 'both run',
};
const missedWords: Record<Schedule['missed'], string> = {
  skip: 'none is made up for',
  once: 'the last of them is made up for',
  all: 'each is made up for',
};

/** Everything a schedule says. */
export function ScheduleFacts({ view }: { view: ScheduleView }) {
  const { schedule, queue, createdAt, queuedTicks } = view;
  const { startAt, endAt, overlap, missed, missedMost, jitterMs } = schedule;
  return (
    <dl className={styles.facts}>
      <Fact name="when">
        <code>{whenText(schedule)}</code>
      </Fact>
      <Fact name="starts">{startAt && <DateTime at={startAt} />}</Fact>
      <Fact name="ends">{endAt && <DateTime at={endAt} />}</Fact>
      <Fact name="queue">
        <a href={jobsHref({ queue })}>{queue}</a>
      </Fact>
      <JobFacts job={schedule.job} queue={queue} />
      <Fact name="overlap">
        {overlap}: <span className="quiet">{overlapWords[overlap]}</span>
      </Fact>
      <Fact name="missed">
        {missed}:{' '}
        <span className="quiet">
          {missedWords[missed]}
          {missed === 'all' && `, the newest ${missedMost}`}
        </span>
      </Fact>
      <Fact name="jitter">
        {jitterMs > 0 && (
          <>
            up to <Duration ms={jitterMs} />
          </>
        )}
      </Fact>
      <Fact name="waiting">
        {queuedTicks.length > 0 && `${queuedTicks.length} ticks wait for an earlier job`}
      </Fact>
      <Fact name="made">
        <DateTime at={createdAt} />
      </Fact>
    </dl>
  );
}

function JobFacts({ job, queue }: { job: Schedule['job']; queue: string }) {
  const { type, priority, attempts, timeoutMs } = job;
  return (
    <>
      <Fact name="job type">
        <a href={jobsHref({ type, queue })}>{type}</a>
      </Fact>
      <Fact name="priority">{priority}</Fact>
      <Fact name="attempts">{attempts}</Fact>
      <Fact name="timeout">{timeoutMs !== undefined && <Duration ms={timeoutMs} />}</Fact>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === false || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
