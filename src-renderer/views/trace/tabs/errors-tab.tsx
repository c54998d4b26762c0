import type { JobStory } from '../../../../src-core/explain/job-story';
import type { JobError } from '../../../../src-core/protocol/job';
import { WorkerLink } from '../../../components/worker-link';
import { ErrorDetail } from '../../dead-letters/examples/error-detail';
import styles from './tabs.module.css';

interface Told {
  key: string;
  attempt: number | null;
  worker: string | null;
  error: JobError;
}

/** What went wrong in each attempt, newest first, with stacks. */
export function ErrorsTab({ story }: { story: JobStory }) {
  const errors = errorsOf(story);
  if (errors.length === 0) return <p className="quiet">No attempt ended with an error.</p>;
  return (
    <ol className={styles.errors}>
      {errors.map(({ key, attempt, worker, error }) => (
        <li key={key}>
          <h3>
            {attempt === null ? 'The job' : `Attempt ${attempt}`} {worker && <WorkerLink id={worker} />}
          </h3>
          <ErrorDetail error={error} />
        </li>
      ))}
    </ol>
  );
}

/** Errors of the attempts; that of the job when no attempt carries it. */
export function errorsOf({ runs, job }: JobStory): Told[] {
  const told = runs.flatMap(({ fence, attempt, worker, error }): Told[] =>
    error ? [{ key: String(fence), attempt, worker, error }] : [],
  );
  const { error } = job;
  if (error && !told.some((one) => one.error.message === error.message && one.error.code === error.code))
    told.push({ key: 'job', attempt: null, worker: null, error });
  return told.reverse();
}
