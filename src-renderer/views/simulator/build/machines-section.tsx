import { edit, useDraft } from '../draft/draft-store';
import { freeName } from '../draft/paths';
import { DistributionField } from './fields/distribution-field';
import { DraftField } from './fields/draft-field';
import { NameField } from './name-field';
import { Item, More, Section } from './section';

/** Kinds of machines, and how many of each. */
export function MachinesSection() {
  const machines = useDraft(({ form }) => form.machines) ?? {};
  const add = () =>
    edit(['machines', freeName(machines, 'rig')], {
      count: 2,
      gpus: { count: 1, model: 'SIM-24', memoryMb: 24_000 },
    });
  return (
    <Section title="Machines" text="the fleet" addLabel="Add machines" onAdd={add}>
      {Object.keys(machines).map((name) => (
        <Machines key={name} name={name} />
      ))}
    </Section>
  );
}

function Machines({ name }: { name: string }) {
  const path = ['machines', name];
  const gpus = useDraft(({ form }) => form.machines?.[name]?.gpus);
  return (
    <Item name={`machines ${name}`} onRemove={() => edit(path, undefined)}>
      <NameField path={['machines']} name={name} label="Name" />
      <DraftField path={[...path, 'count']} label="Machines" as="number" placeholder="1" />
      <DraftField
        path={[...path, 'gpus', 'count']}
        label="GPUs each"
        as="number"
        placeholder={gpus ? '1' : 'none'}
      />
      {gpus && (
        <>
          <DraftField path={[...path, 'gpus', 'model']} label="Model" as="text" placeholder="SIM-24" />
          <DraftField
            path={[...path, 'gpus', 'memoryMb']}
            label="Memory, MB"
            as="number"
            placeholder="24000"
          />
        </>
      )}
      <DraftField
        path={[...path, 'slotsPerGpu']}
        label={gpus ? 'Slots a GPU' : 'Slots'}
        as="number"
        placeholder="1"
        title="Jobs that run there at once"
      />
      <More>
        <DraftField path={[...path, 'labels']} label="Labels" as="pairs" placeholder="zone=eu, tier=2" />
        <DraftField path={[...path, 'jobTypes']} label="Job types" as="list" placeholder="all" />
        <DraftField
          path={[...path, 'slowness']}
          label="Slowness"
          as="number"
          placeholder="1"
          title="How much longer jobs take here: 2 is twice as long"
        />
        <DistributionField path={[...path, 'startAfter']} label="Comes up" without="at once" />
      </More>
    </Item>
  );
}
