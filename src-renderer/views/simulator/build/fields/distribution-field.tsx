import { NativeSelect } from '@mantine/core';
import { edit, useDraft } from '../../draft/draft-store';
import { type Path, valueAt } from '../../draft/paths';
import { DensitySketch } from './density-sketch';
import { DraftField } from './draft-field';
import styles from './fields.module.css';
import { fieldKinds } from './field-kinds';

const kinds = ['constant', 'uniform', 'lognormal', 'exponential', 'empirical'] as const;
type Kind = (typeof kinds)[number];

interface DistributionFieldProps {
  path: Path;
  /** `Duration` */
  label: string;
  /** Offers to leave it out, and says what that means. */
  without?: string;
  /** Draws its density. */
  sketched?: boolean;
}

/** A random span of time: its distribution, and the distribution's own numbers. */
export function DistributionField({ path, label, without, sketched = false }: DistributionFieldProps) {
  const value = useDraft(({ form }) => valueAt(form, path));
  const kind = kindOf(value);
  const choices = [
    ...(without === undefined ? [] : [{ value: '', label: without }]),
    ...kinds.map((one) => ({ value: one, label: one })),
  ];
  return (
    <fieldset className={styles.distribution} aria-label={label}>
      <NativeSelect
        size="xs"
        label={label}
        data={choices}
        value={kind ?? ''}
        onChange={({ currentTarget }) =>
          edit(path, currentTarget.value === '' ? undefined : ofKind(currentTarget.value as Kind, value))
        }
      />
      {kind && <Numbers path={path} kind={kind} plain={typeof value !== 'object'} />}
      {sketched && kind && <DensitySketch value={value} />}
    </fieldset>
  );
}

function Numbers({ path, kind, plain }: { path: Path; kind: Kind; plain: boolean }) {
  const span = (name: string, label: string, placeholder?: string) => (
    <DraftField path={[...path, kind, name]} label={label} as="span" placeholder={placeholder} />
  );
  switch (kind) {
    case 'constant':
      return <DraftField path={plain ? path : [...path, 'constant']} label="Span" as="span" />;
    case 'uniform':
      return (
        <>
          {span('min', 'Shortest')}
          {span('max', 'Longest')}
        </>
      );
    case 'lognormal':
      return (
        <>
          {span('median', 'Median')}
          <DraftField path={[...path, kind, 'sigma']} label="Sigma" as="number" />
          {span('max', 'At most', 'no limit')}
        </>
      );
    case 'exponential':
      return (
        <>
          {span('mean', 'Mean')}
          {span('max', 'At most', 'no limit')}
        </>
      );
    case 'empirical':
      return <DraftField path={[...path, kind]} label="Recorded spans" as="spans" />;
  }
}

function kindOf(value: unknown): Kind | null {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return 'constant';
  return kinds.find((kind) => kind in value) ?? null;
}

/** Another distribution that lies about where the one before did. */
function ofKind(kind: Kind, before: unknown): unknown {
  const middle = middleOf(before);
  const text = fieldKinds.span.write;
  switch (kind) {
    case 'constant':
      return { constant: text(middle) };
    case 'uniform':
      return { uniform: { min: text(middle / 2), max: text(middle * 1.5) } };
    case 'lognormal':
      return { lognormal: { median: text(middle), sigma: 0.5 } };
    case 'exponential':
      return { exponential: { mean: text(middle) } };
    case 'empirical':
      return { empirical: [text(middle / 2), text(middle), text(middle * 2)] };
  }
}

const spanForm = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/;
const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** ms */
function middleOf(value: unknown): number {
  const first = (one: unknown): number | null => {
    if (typeof one === 'number') return one;
    const match = typeof one === 'string' ? spanForm.exec(one) : null;
    if (match) return Number(match[1]) * (unitMs[match[2] ?? 'ms'] ?? 1);
    if (typeof one !== 'object' || one === null) return null;
    const { median, mean, max } = one as Record<string, unknown>;
    return first(median ?? mean ?? max ?? Object.values(one)[0]);
  };
  return first(value) || 1000;
}
