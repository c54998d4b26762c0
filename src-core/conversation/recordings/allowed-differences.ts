import type { ConnectionSpec, SocketRole } from '../../protocol/connection-spec';
import { socketRoles } from '../../protocol/connection-spec';
import { pathCovers } from '../json-path/json-path';
import type { AllowedDifference, DifferenceKind } from '../recording';

/** Which socket of a gateway a connection is; null = some other server. */
export function roleOf({ role, url }: ConnectionSpec): SocketRole | null {
  if (role !== undefined) return role;
  if (url === undefined || !URL.canParse(url)) return null;
  const { pathname } = new URL(url);
  return socketRoles.find((one) => pathname.endsWith(`/ws/${one}`)) ?? null;
}

/**
 * What may be otherwise in every replay of a conversation with a gateway. Client and worker frames are held to what was
 * recorded; a monitor is told the state of everything, as often as there is something to tell.
 */
export function defaultAllowance(
  connections: Readonly<Record<string, ConnectionSpec>>,
  startsLate: ReadonlySet<string>,
): AllowedDifference[] {
  return Object.entries(connections).flatMap(([on, spec]) => {
    const role = roleOf(spec);
    if (role === null) return [];
    const late: AllowedDifference = {
      on,
      frame: 'welcome',
      kinds: ['extra'],
      because: 'the recording began after it',
    };
    return [
      ...(startsLate.has(on) ? [late] : []),
      ...configured(on, 'welcome', ['heartbeatMs', 'limits', role === 'worker' ? 'workerId' : 'clientId']),
      ...ofRole[role](on),
    ];
  });
}

function configured(on: string, frame: string, fields: readonly string[]): AllowedDifference[] {
  return fields.map((field) => ({
    on,
    frame,
    path: `$.${field}`,
    kinds: ['changed'],
    because: field.endsWith('Id') ? 'it is the name of the token' : "it is the gateway's configuration",
  }));
}

const ofRole: Record<SocketRole, (on: string) => AllowedDifference[]> = {
  client: (on) => [
    ...configured(on, 'job', ['job.clientId']),
    {
      on,
      frame: 'job_progress',
      kinds: ['missing', 'extra'],
      because: 'of notes that come close together only the newest is told',
    },
  ],
  worker: (on) => configured(on, 'worker_registered', ['leaseMs', 'heartbeatMs']),
  monitor: (on) => [
    { on, frame: 'stats', because: 'they are the numbers of the moment, once a second' },
    { on, frame: 'event', because: 'events are told in batches, as they come' },
  ],
};

/** What a difference is about. */
export interface DifferencePlace {
  connection: string;
  frame: string;
  kind: DifferenceKind;
  /** '' = the whole frame. */
  path: string;
}

/** Why a difference is no fault; undefined = it is one. */
export function allowanceOf(
  allow: readonly AllowedDifference[],
  { connection, frame, kind, path }: DifferencePlace,
): string | undefined {
  const rule = allow.find(
    (one) =>
      (one.frame === undefined || one.frame === frame) &&
      (one.on === undefined || one.on === connection) &&
      (one.kinds === undefined || one.kinds.includes(kind)) &&
      (one.path === undefined || (path !== '' && pathCovers(one.path, path))),
  );
  return rule && (rule.because ?? 'it is allowed by the recording');
}
