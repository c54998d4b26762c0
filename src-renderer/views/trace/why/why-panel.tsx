import { useMemo } from 'react';
import { explain } from '../../../../src-core/explain/explain';
import type { JobStory } from '../../../../src-core/explain/job-story';
import { FactText } from './fact-text';
import styles from './why.module.css';

interface WhyPanelProps {
  story: JobStory;
  onMoment(at: number): void;
}

/** What became of the job in a sentence, and the questions its trace answers. */
export function WhyPanel({ story, onMoment }: WhyPanelProps) {
  const { verdict, answers } = useMemo(() => explain({ ...story }), [story]);
  return (
    <section className={styles.why} aria-label="Verdict">
      <p className={styles.verdict} aria-live="polite">
        <FactText parts={verdict} story={story} onMoment={onMoment} />
      </p>
      {answers.length > 0 && (
        <dl className={styles.answers}>
          {answers.map(({ question, title, parts }) => (
            <div key={question}>
              <dt>{title}</dt>
              <dd>
                <FactText parts={parts} story={story} onMoment={onMoment} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
