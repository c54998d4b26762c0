import { NativeSelect } from '@mantine/core';
import { edit, useDraft } from '../draft/draft-store';
import { freeName } from '../draft/paths';
import { DistributionField } from './fields/distribution-field';
import { DraftField } from './fields/draft-field';
import { NameField } from './name-field';
import { Item, More, Section } from './section';

const kinds = {
  poisson: { label: 'at random', first: { perSecond: 5 } },
  burst: { label: 'in bursts', first: { size: 50, every: '5s' } },
  ramp: { label: 'at a rising rate', first: { from: 1, to: 20 } },
  recorded: { label: 'as recorded', first: ['0s', '1s', '2s'] },
} as const;
type Kind = keyof typeof kinds;

/** Who submits jobs, and when. */
export function LoadSection() {
  const load = useDraft(({ form }) => form.load) ?? {};
  const types = useDraft(({ form }) => form.jobs) ?? {};
  const add = () =>
    edit(['load', freeName(load, 'load')], {
      arrivals: { poisson: { perSecond: 5 } },
      jobs: Object.fromEntries(Object.keys(types).map((type) => [type, 1])),
    });
  return (
    <Section title="Load" text="who submits jobs, and when" addLabel="Add load" onAdd={add}>
      {Object.keys(load).map((name) => (
        <Load key={name} name={name} />
      ))}
    </Section>
  );
}

function Load({ name }: { name: string }) {
  const path = ['load', name];
  const arrivals = useDraft(({ form }) => form.load?.[name]?.arrivals);
  const disconnect = useDraft(({ form }) => form.load?.[name]?.disconnect);
  const kind = (Object.keys(kinds) as Kind[]).find((one) => arrivals && one in arrivals) ?? 'poisson';
  return (
    <Item name={`load ${name}`} onRemove={() => edit(path, undefined)}>
      <NameField path={['load']} name={name} label="Name" />
      <NativeSelect
        size="xs"
        label="Jobs come"
        data={(Object.keys(kinds) as Kind[]).map((one) => ({ value: one, label: kinds[one].label }))}
        value={kind}
        onChange={({ currentTarget }) =>
          edit([...path, 'arrivals'], { [currentTarget.value]: kinds[currentTarget.value as Kind].first })
        }
      />
      <Arrivals name={name} kind={kind} />
      <DraftField
        path={[...path, 'jobs']}
        label="Job types"
        as="pairs"
        placeholder="render=3, caption=1"
        title="Each type with how often it comes, relative to the others"
      />
      <DraftField path={[...path, 'clients']} label="Clients" as="number" placeholder="1" />
      <More>
        <DraftField path={[...path, 'startAfter']} label="Begins after" as="span" placeholder="0s" />
        <DistributionField
          path={[...path, 'disconnect', 'every']}
          label="Connections break every"
          without="never"
        />
        {disconnect && (
          <DistributionField path={[...path, 'disconnect', 'for']} label="For" without="500ms" />
        )}
      </More>
    </Item>
  );
}

function Arrivals({ name, kind }: { name: string; kind: Kind }) {
  const path = ['load', name, 'arrivals', kind];
  if (kind === 'poisson')
    return <DraftField path={[...path, 'perSecond']} label="Jobs a second" as="number" />;
  if (kind === 'recorded') return <DraftField path={path} label="Moments after the start" as="spans" />;
  if (kind === 'burst') {
    return (
      <>
        <DraftField path={[...path, 'size']} label="Jobs a burst" as="number" />
        <DraftField path={[...path, 'every']} label="Every" as="span" placeholder="once" />
      </>
    );
  }
  return (
    <>
      <DraftField path={[...path, 'from']} label="From, a second" as="number" />
      <DraftField path={[...path, 'to']} label="To, a second" as="number" />
    </>
  );
}
