import { Fragment } from 'react';
import type { AnswerPart, FactRef } from '../../../../src-core/explain/answer';
import type { JobStory } from '../../../../src-core/explain/job-story';
import { href, jobsHref, workerHref } from '../../../routing/routes';
import styles from './why.module.css';

interface FactTextProps {
  parts: readonly AnswerPart[];
  story: JobStory;
  /** Shows a moment of the job. */
  onMoment(at: number): void;
}

/** An answer whose facts lead to what they rest on. */
export function FactText({ parts, story, onMoment }: FactTextProps) {
  return parts.map(({ text, ref }, n) => {
    const key = `${n} ${text}`;
    if (!ref) return <Fragment key={key}>{text}</Fragment>;
    const at = momentOf(ref, story);
    if (at !== null)
      return (
        <button key={key} type="button" className={`text-button ${styles.fact}`} onClick={() => onMoment(at)}>
          {text}
        </button>
      );
    return (
      <a key={key} className={styles.fact} href={hrefOf(ref, story)}>
        {text}
      </a>
    );
  });
}

/** The moment a fact stands for; null when it leads elsewhere. */
function momentOf(ref: FactRef, { events, runs, createdAt }: JobStory): number | null {
  if (ref.kind === 'event') return events[ref.index]?.at ?? createdAt;
  if (ref.kind === 'attempt') return runs.find(({ fence }) => fence === ref.fence)?.startedAt ?? createdAt;
  return null;
}

function hrefOf(ref: FactRef, { job }: JobStory): string {
  if (ref.kind === 'worker') return workerHref(ref.id);
  if (ref.kind === 'workers') return href(['workers']);
  if (ref.kind === 'jobs') return jobsHref({ queue: ref.queue, state: ref.state });
  return jobsHref({ queue: ref.kind === 'queue' ? ref.name : job.queue });
}
