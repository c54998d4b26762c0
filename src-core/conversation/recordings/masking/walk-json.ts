import { secretName } from '../../../redaction/mask-secrets';

/** A value at the end of a branch. */
export type Leaf = string | number | boolean | null;

/** Where in a frame a value stands. */
export interface Place {
  /** The name of the field it is in; of a list's entries, that of the list. */
  field: string;
  /** The field round that one. */
  parent: string;
  /** The job it is about: the `jobId`, or `id` of a `job`, beside it or round it; '' = none. */
  job: string;
  /** It is, or is inside of, a field whose name says that it is secret. */
  secret: boolean;
}

/** What becomes of a frame's values and the names of its fields. */
export interface Walker {
  leaf(value: Leaf, place: Place): unknown;
  key(name: string): string;
}

const root: Place = { field: '', parent: '', job: '', secret: false };

/** JSON with its leaves and names replaced, in the order they stand in. */
export function walkJson(value: unknown, walker: Walker, place: Place = root): unknown {
  if (Array.isArray(value)) return value.map((item) => walkJson(item, walker, place));
  if (typeof value !== 'object' || value === null) return walker.leaf(value as Leaf, place);
  const job = jobOf(value, place);
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => [
      walker.key(field),
      walkJson(item, walker, {
        field,
        parent: place.field,
        job,
        secret: place.secret || secretName.test(field),
      }),
    ]),
  );
}

function jobOf(value: object, { field, job }: Place): string {
  if ('jobId' in value && typeof value.jobId === 'string') return value.jobId;
  if (field === 'job' && 'id' in value && typeof value.id === 'string') return value.id;
  const inner = 'job' in value ? value.job : undefined;
  if (typeof inner === 'object' && inner !== null && 'id' in inner && typeof inner.id === 'string')
    return inner.id;
  return job;
}
