import { Switch } from '@mantine/core';
import { edit, useDraft } from '../draft/draft-store';
import { freeName } from '../draft/paths';
import { DistributionField } from './fields/distribution-field';
import { DraftField } from './fields/draft-field';
import { NameField } from './name-field';
import { Item, More, Section } from './section';

/** Types of jobs: how long they take, how they fail. */
export function JobsSection() {
  const jobs = useDraft(({ form }) => form.jobs) ?? {};
  const add = () =>
    edit(['jobs', freeName(jobs, 'render')], { duration: { lognormal: { median: '1s', sigma: 0.5 } } });
  return (
    <Section title="Job types" text="how long, how often they fail" addLabel="Add a type" onAdd={add}>
      {Object.keys(jobs).map((type) => (
        <JobType key={type} type={type} />
      ))}
    </Section>
  );
}

function JobType({ type }: { type: string }) {
  const path = ['jobs', type];
  const job = useDraft(({ form }) => form.jobs?.[type]);
  const failure = job?.failure;
  const requires = job?.requires === undefined ? undefined : JSON.stringify(job.requires);
  return (
    <Item name={`job type ${type}`} onRemove={() => edit(path, undefined)}>
      <NameField path={['jobs']} name={type} label="Type" />
      <DraftField path={[...path, 'failure', 'rate']} label="Fails" as="percent" placeholder="0" />
      <DraftField path={[...path, 'chunks', 'count']} label="Chunks" as="number" placeholder="0" />
      <DraftField path={[...path, 'progressEvery']} label="Progress every" as="span" placeholder="never" />
      <DistributionField path={[...path, 'duration']} label="Duration" sketched />
      <More>
        <DraftField path={[...path, 'attempts']} label="Attempts" as="number" placeholder="4" />
        <DraftField path={[...path, 'priority']} label="Priority" as="number" placeholder="5" />
        <DraftField path={[...path, 'timeout']} label="Timeout" as="span" placeholder="90s" />
        <DraftField path={[...path, 'payloadBytes']} label="Payload, bytes" as="number" placeholder="0" />
        {job?.chunks && (
          <DraftField path={[...path, 'chunks', 'bytes']} label="Chunk, bytes" as="number" placeholder="64" />
        )}
        {failure && (
          <>
            <DraftField
              path={[...path, 'failure', 'code']}
              label="Error code"
              as="text"
              placeholder="SIMULATED_FAILURE"
            />
            <Switch
              size="xs"
              label="A failed attempt may be tried again"
              checked={failure.retryable ?? true}
              onChange={(event) => edit([...path, 'failure', 'retryable'], event.currentTarget.checked)}
            />
          </>
        )}
        {requires !== undefined && (
          <p className="quiet">
            Needs <code>{requires}</code>: changed in the YAML.
          </p>
        )}
      </More>
    </Item>
  );
}
