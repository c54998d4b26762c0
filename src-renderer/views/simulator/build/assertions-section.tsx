import { Switch } from '@mantine/core';
import { edit, useDraft } from '../draft/draft-store';
import styles from './build.module.css';
import { DraftField } from './fields/draft-field';
import { Section } from './section';

const unchecked = 'not checked';

/** What must hold for the run to pass. */
export function AssertionsSection() {
  const invariants = useDraft(({ form }) => form.assert?.invariants) ?? false;
  const field = (name: string, label: string, as: 'number' | 'span' | 'percent', title: string) => (
    <DraftField path={['assert', name]} label={label} as={as} placeholder={unchecked} title={title} />
  );
  return (
    <Section title="Assertions" text="what must hold">
      <div className={styles.fields}>
        {field('lost', 'Lost jobs, at most', 'number', 'Accepted jobs that never came to an end')}
        {field('duplicated', 'Duplicates, at most', 'number', 'Jobs with more than one result')}
        {field('p95Wait', 'p95 wait, at most', 'span', 'From submission to the first assignment')}
        {field('completionRate', 'Completed, at least', 'percent', 'Of the accepted jobs')}
        {field('maxDepth', 'Depth, at most', 'number', 'Jobs that wait at any moment')}
        {field(
          'recovery',
          'Recovery, at most',
          'span',
          'From the end of the last machine fault until no more jobs wait than before',
        )}
        <Switch
          size="xs"
          label="Invariants I1 to I6"
          checked={invariants}
          onChange={(event) => edit(['assert', 'invariants'], event.currentTarget.checked || undefined)}
        />
      </div>
    </Section>
  );
}
