import { NativeSelect } from '@mantine/core';
import { attemptFaultKinds, machineFaultKinds } from '../../../../src-core/protocol/scenario-faults';
import { edit, useDraft } from '../draft/draft-store';
import { faultWords, type FaultKind } from '../fault-words';
import { DistributionField } from './fields/distribution-field';
import { DraftField } from './fields/draft-field';
import { Item, Section } from './section';

const attempts = new Set<string>(attemptFaultKinds);
const choices = [
  { group: 'of single attempts', items: attemptFaultKinds.map(choice) },
  { group: 'of whole machines', items: machineFaultKinds.map(choice) },
];

function choice(kind: FaultKind) {
  return { value: kind, label: faultWords[kind].name };
}

/** What goes wrong, and how often. */
export function FaultsSection() {
  const faults = useDraft(({ form }) => form.faults) ?? [];
  const add = () => edit(['faults', faults.length], newFault('crash'));
  return (
    <Section title="Faults" text="what goes wrong" addLabel="Add a fault" onAdd={add}>
      {faults.map((fault, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fault is its place; two may be the same
        <FaultItem key={index} index={index} kind={fault.kind} />
      ))}
    </Section>
  );
}

function FaultItem({ index, kind }: { index: number; kind: FaultKind }) {
  const path = ['faults', index];
  const { name, does } = faultWords[kind];
  return (
    <Item name={`fault ${index + 1}, ${name}`} onRemove={() => edit(path, undefined)}>
      <NativeSelect
        size="xs"
        label="Fault"
        title={does}
        data={choices}
        value={kind}
        onChange={({ currentTarget }) => edit(path, newFault(currentTarget.value as FaultKind))}
      />
      {attempts.has(kind) ? (
        <>
          <DraftField path={[...path, 'rate']} label="Of attempts" as="percent" />
          <DraftField path={[...path, 'jobs']} label="Job types" as="list" placeholder="all" />
          <DraftField path={[...path, 'attempts']} label="Attempts" as="numbers" placeholder="all" />
          {kind === 'crash' && <DraftField path={[...path, 'for']} label="For" as="span" placeholder="2s" />}
        </>
      ) : (
        <>
          <DraftField
            path={[...path, 'machines']}
            label="Machines"
            as="text"
            placeholder="all"
            title="A name, or names with *: rig-*"
          />
          <DraftField path={[...path, 'share']} label="Of those" as="percent" placeholder="100" />
          {kind === 'clock_skew' && (
            <DraftField path={[...path, 'offset']} label="Ahead by, ms" as="number" placeholder="3600000" />
          )}
          <DistributionField path={[...path, 'at']} label="First after" without="the start" />
          <DistributionField path={[...path, 'for']} label="For" without="2s" />
          <DistributionField path={[...path, 'every']} label="Again every" without="once only" />
        </>
      )}
    </Item>
  );
}

function newFault(kind: FaultKind): unknown {
  return attempts.has(kind) ? { kind, rate: 0.05 } : { kind, share: 0.25, at: '5s', for: '3s' };
}
