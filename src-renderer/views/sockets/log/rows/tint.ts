/** So many hues are told apart. */
const tints = 12;
/** Hues from one to the next: neighbours, and ids that differ by one, are far apart in the circle. */
const stride = 5;

const connections = new Map<string, number>();

/** A connection's hue, 0 to 11: in the order they came, so that the first ones differ. Stays its own. */
export function connectionTint(name: string): number {
  const known = connections.get(name);
  if (known !== undefined) return known;
  const tint = (connections.size * stride) % tints;
  connections.set(name, tint);
  return tint;
}

/** A job's hue, 0 to 11, from its id alone. */
export function jobTint(jobId: string): number {
  let hash = 0;
  for (let at = 0; at < jobId.length; at += 1) hash = (hash * 31 + jobId.charCodeAt(at)) >>> 0;
  return ((hash % tints) * stride) % tints;
}
