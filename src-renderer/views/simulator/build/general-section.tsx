import { DraftField } from './fields/draft-field';
import styles from './build.module.css';
import { Section } from './section';

/** The scenario as a whole. */
export function GeneralSection() {
  return (
    <Section title="Scenario" text="what it is called, how long it takes">
      <div className={styles.fields}>
        <DraftField path={['name']} label="Name" as="text" />
        <DraftField
          path={['duration']}
          label="Duration"
          as="span"
          placeholder="30s"
          title="How long jobs are submitted"
        />
        <DraftField
          path={['settle']}
          label="Settle"
          as="span"
          placeholder="60s"
          title="How long the rest may take afterwards"
        />
        <DraftField
          path={['queue']}
          label="Queue"
          as="text"
          placeholder="simulation"
          title="A queue of its own keeps other workers away from its jobs"
        />
      </div>
    </Section>
  );
}
