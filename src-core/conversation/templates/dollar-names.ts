/** What makes a new value each time it is used, and what it makes. */
export const generators = {
  uuid: 'a random UUID',
  random: 'a random whole number from 0 to 2147483647; {{$random 1 100}}: from 1 to 100',
  timestamp: 'now, in milliseconds since 1970',
  isoTimestamp: 'now, as 2026-01-31T12:00:00.000Z',
  counter: '1, then 2, then 3, ...',
} as const;
export type Generator = keyof typeof generators;
export const generatorNames = Object.keys(generators) as Generator[];

/** What stands, in a frame that is expected, for a value that is not known beforehand. */
export const wildcards = {
  any: 'anything, but something',
  number: 'a number',
  string: 'a text',
  time: 'a time: milliseconds since 1970, or ISO 8601',
} as const;
export type Wildcard = keyof typeof wildcards;
export const wildcardNames = Object.keys(wildcards) as Wildcard[];
