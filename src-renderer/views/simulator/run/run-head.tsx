import { CopyButton, Progress, UnstyledButton } from '@mantine/core';
import type { JobState } from '../../../../src-core/protocol/job-state';
import type { SimulationSnapshot } from '../../../../src-core/protocol/simulator';
import { formatCount, formatDuration } from '../../../components/format';
import { jobsHref } from '../../../routing/routes';
import styles from './run.module.css';

const phases: Record<SimulationSnapshot['phase'], string> = {
  starting: 'starting',
  running: 'running',
  paused: 'paused',
  settling: 'settling: the rest is finished',
  ended: 'ending',
};

/** Phase, clock, seed and counts. */
export function RunHead({ snapshot, queue }: { snapshot: SimulationSnapshot; queue: string }) {
  const jobs = (state: JobState) => jobsHref({ queue, state });
  const { phase, elapsedMs, durationMs, scenario, seed, counts, wait } = snapshot;
  const share = durationMs === 0 ? 1 : Math.min(1, elapsedMs / durationMs);
  return (
    <header className={styles.head}>
      <div className={styles.title}>
        <h2>{scenario}</h2>
        <Seed seed={seed} />
        <span className={styles.phase} data-phase={phase} role="status">
          {phases[phase]}
        </span>
        <span className={styles.clock}>
          {formatDuration(Math.floor(elapsedMs / 1000) * 1000)} of {formatDuration(durationMs)}
        </span>
      </div>
      <Progress size={3} value={share * 100} aria-label="Time that has passed" />
      <dl className={styles.numbers}>
        <Figure
          name="submitted"
          value={`${formatCount(counts.submitted)} of ${formatCount(counts.planned)}`}
        />
        <Figure name="completed" value={formatCount(counts.completed)} href={jobs('completed')} />
        <Figure name="waiting" value={formatCount(counts.waiting)} href={jobs('waiting')} />
        <Figure name="active" value={formatCount(counts.active)} href={jobs('active')} />
        <Figure
          name="p95 wait"
          value={wait ? formatDuration(wait.p95) : '–'}
          title="From submission to the first assignment"
        />
        <Figure name="retries" value={formatCount(counts.retries)} />
        <Figure
          name="fenced"
          value={formatCount(counts.fenced)}
          title="Reports the gateway refused by their fence"
        />
        <Figure name="dead" value={formatCount(counts.dead)} bad={counts.dead > 0} href={jobs('dead')} />
        <Figure name="lost" value={formatCount(counts.lost)} bad={counts.lost > 0} />
        <Figure name="duplicated" value={formatCount(counts.duplicated)} bad={counts.duplicated > 0} />
      </dl>
    </header>
  );
}

/** The seed in plain sight, copied by a click. */
export function Seed({ seed }: { seed: number }) {
  return (
    <CopyButton value={String(seed)}>
      {({ copied, copy }) => (
        <UnstyledButton className={styles.seed} title="Copy the seed" onClick={copy}>
          seed <code>{seed}</code>
          {copied && <span className="good"> copied</span>}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}

interface FigureProps {
  name: string;
  value: string;
  title?: string;
  bad?: boolean;
  /** The jobs behind it, with those of other runs. */
  href?: string;
}

/** One number with its name. */
export function Figure({ name, value, title, bad = false, href }: FigureProps) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd className={bad ? 'bad' : undefined}>
        {href === undefined ? (
          value
        ) : (
          <a className="num" href={href}>
            {value}
          </a>
        )}
      </dd>
    </div>
  );
}
