import type { Place } from './walk-json';

const protocolKinds: Record<string, string> = {
  jobId: 'job',
  connectionId: 'connection',
  resumeToken: 'resumeToken',
  machineId: 'machine',
  dedupeKey: 'key',
  fence: 'fence',
};

/** What a field of our sockets names another one of each time: `job`, `fence`; null = nothing of the kind. */
export function protocolKindOf({ field, parent }: Place): string | null {
  if (field === 'id' && parent === 'job') return 'job';
  return Object.hasOwn(protocolKinds, field) ? (protocolKinds[field] as string) : null;
}

/** Kinds of which a replay makes new ones where the recorded side chose them: the old ones are taken. */
export function isMadeAnew(kind: string, { field, parent }: Place): boolean {
  return kind === 'machine' || kind === 'key' || (field === 'id' && parent === 'job');
}

/** Fields whose values are words of a protocol, however alike they are to an id. */
const wordFields = /^(type|jobTypes?|queue|state|topics?|code|kind|outcome|role|status|event|method)$/;
export function isWord({ field }: Place): boolean {
  return wordFields.test(field);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ulid = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const hex = /^(?=.*\d)[0-9a-f]{16,64}$/i;
const idField = /^(id|uid|guid|key)$|(Id|ID|_id|Uuid|_uuid)$/;

export function isIdField({ field }: Place): boolean {
  return idField.test(field);
}

/** Whether a text is an id by its form, or by its field's name and a digit in it. */
export function looksLikeId(text: string, place: Place): boolean {
  if (uuid.test(text) || ulid.test(text) || hex.test(text)) return true;
  return isIdField(place) && /^(?=.*\d)[A-Za-z0-9._:~-]{8,128}$/.test(text);
}

/** What the ids of a field are called: `session` for `sessionId`, `user` for the `id` of a `user`. */
export function idBase({ field, parent }: Place): string {
  const own = field.replace(/[-_]?(id|uuid|guid)$/i, '') || parent || 'id';
  return baseOf(own, 'id');
}

/** A name that stand-ins can be numbered under. */
export function baseOf(text: string, otherwise: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = words
    .map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join('')
    .slice(0, 40);
  return /^[A-Za-z]/.test(joined) ? joined.replace(/\d+$/, '') || otherwise : otherwise;
}

const timeField =
  /^(at|ts|time|date|timestamp|deadline|created|updated|expires|now|iat|exp)$|(At|Time|Date|Timestamp|_at|_time|_date)$/;
const isoTime = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d\\d:?\\d\\d)?';
const wholeIsoTime = new RegExp(`^${isoTime}$`);
/** ISO 8601 times in a longer text. */
export const isoTimesInText = new RegExp(isoTime, 'g');
const dayMs = 86_400_000;

/** Whether a value is a time. Numbers are, near the recording's own (epoch ms), and by the name of their field. */
export function looksLikeTime(value: string | number, place: Place, near: number): boolean {
  if (typeof value === 'string') return wholeIsoTime.test(value);
  if (Math.abs(value - near) < dayMs) return true;
  return timeField.test(place.field) && value >= 1e9 && value < 1e13;
}

const measureField =
  /(latency|duration|elapsed|took|rtt|uptime|cpu|rss|heap|waited|oldestWait|lag)(Ms|Us|Seconds|Bytes|Percent)?$|^(p\d\d\d?|load|retryAfterMs|reconnectAfterMs|ratePerSecond)$/i;

/** Whether a number is measured, so that it is another one each time. */
export function isMeasure({ field }: Place): boolean {
  return measureField.test(field);
}
