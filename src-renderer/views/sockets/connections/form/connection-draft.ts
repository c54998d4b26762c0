import type { z } from 'zod';
import {
  type ConnectionSpec,
  connectionSpecSchema,
  type SocketRole,
} from '../../../../../src-core/protocol/connection-spec';
import type { Via } from '../dial-best';
import { urlProblem } from '../fill-spec';

/** A connection as it is typed. */
export interface ConnectionDraft {
  name: string;
  target: SocketRole | 'url';
  url: string;
  via: Via;
  /** With commas or spaces between them. */
  protocols: string;
  headers: readonly { name: string; value: string }[];
  /** What was typed now. */
  token: string;
  /** The token it had, which is never shown; '' = none. */
  keptToken: string;
  clientId: string;
  origin: string;
  /** Seconds; '' = 5. */
  pingSeconds: number | string;
  reconnect: boolean;
}

/** What is wrong, by the field: a name of the draft, or `headers.0`. */
export type DraftFaults = Readonly<Record<string, string>>;

export const emptyDraft: ConnectionDraft = {
  name: '',
  target: 'url',
  url: '',
  via: 'relay',
  protocols: '',
  headers: [],
  token: '',
  keptToken: '',
  clientId: '',
  origin: '',
  pingSeconds: '',
  reconnect: false,
};

/** A draft of what is there. */
export function draftOf(name: string, spec: ConnectionSpec, via: Via): ConnectionDraft {
  return {
    name,
    via,
    target: spec.role ?? 'url',
    url: spec.url ?? '',
    protocols: (spec.protocols ?? []).join(', '),
    headers: Object.entries(spec.headers ?? {}).map(([header, value]) => ({ name: header, value })),
    token: '',
    keptToken: spec.token ?? '',
    clientId: spec.clientId ?? '',
    origin: spec.origin ?? '',
    pingSeconds: spec.pingMs === undefined ? '' : spec.pingMs / 1000,
    reconnect: spec.reconnect ?? false,
  };
}

/** The spec that was typed, or what is wrong with it. Its name is the caller's to check. */
export function specOf(draft: ConnectionDraft): { spec: ConnectionSpec } | { faults: DraftFaults } {
  const given = givenBy(draft);
  const faults: Record<string, string> = { ...headerFaults(draft) };
  if (draft.target === 'url') {
    // What a variable stands for is known only when it is dialled.
    const problem = given.url?.includes('{{') ? null : urlProblem(given.url ?? '');
    if (problem) faults.url = problem;
  }
  const { data, error } = connectionSpecSchema.safeParse(given);
  for (const issue of error?.issues ?? []) {
    const field = fieldOf(issue.path, draft);
    faults[field] ??= messageOf(issue, field);
  }
  if (!data || Object.keys(faults).length > 0) return { faults };
  return { spec: data };
}

function givenBy(draft: ConnectionDraft): ConnectionSpec {
  const { target, via } = draft;
  const text = (value: string) => (value.trim() === '' ? undefined : value.trim());
  const protocols = draft.protocols.split(/[\s,]+/).filter(Boolean);
  const headers = draft.headers.filter(({ name, value }) => name !== '' || value !== '');
  const pingMs = draft.pingSeconds === '' ? undefined : Math.round(Number(draft.pingSeconds) * 1000);
  const given: ConnectionSpec = {
    role: target === 'url' ? undefined : target,
    url: target === 'url' ? draft.url.trim() : undefined,
    protocols: protocols.length > 0 ? protocols : undefined,
    // A browser sends neither of the two.
    headers:
      via === 'relay' && headers.length > 0
        ? Object.fromEntries(headers.map(({ name, value }) => [name.trim(), value]))
        : undefined,
    origin: via === 'relay' ? text(draft.origin) : undefined,
    token: text(draft.token) ?? text(draft.keptToken),
    clientId: target === 'client' ? text(draft.clientId) : undefined,
    reconnect: draft.reconnect || undefined,
    pingMs,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Two of the same name would become one. */
function headerFaults({ headers, via }: ConnectionDraft): Record<string, string> {
  const faults: Record<string, string> = {};
  const seen = new Set<string>();
  if (via === 'browser') return faults;
  headers.forEach(({ name, value }, index) => {
    const lower = name.trim().toLowerCase();
    if (lower === '' && value !== '') faults[`headers.${index}`] = 'this header has no name';
    else if (lower !== '' && seen.has(lower)) faults[`headers.${index}`] = 'this header is there twice';
    seen.add(lower);
  });
  return faults;
}

function messageOf(issue: z.core.$ZodIssue, field: string): string {
  // The schema counts in milliseconds.
  if (field === 'pingSeconds') return 'from 0 to 3,600 seconds';
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

function fieldOf([field, part]: readonly PropertyKey[], { headers }: ConnectionDraft): string {
  if (field === 'pingMs') return 'pingSeconds';
  if (field !== 'headers') return field === undefined ? 'url' : String(field);
  return `headers.${Math.max(
    0,
    headers.findIndex(({ name }) => name.trim() === part),
  )}`;
}
