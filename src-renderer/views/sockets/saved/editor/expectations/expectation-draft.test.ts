import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../../../../../src-core/conversation/collection';
import { draftOf, expectationOf, newDraft } from './expectation-draft';

const all: Expectation[] = [
  {
    name: 'it is taken',
    on: 'client',
    frame: { type: 'job_accepted', ref: '{{ref}}' },
    within: 1500,
    where: [
      { path: '$.jobId', exists: true },
      { path: '$.state', equals: 'waiting' },
      { path: '$.note', exists: false },
      { path: '$.at', above: 10 },
      { path: '$.at', below: 20.5 },
      { path: '$.jobId', matches: '^[0-9a-z]+$' },
      { path: '$.jobId', stable: true },
    ],
    capture: { jobId: '$.jobId' },
  },
  { text: '^pong (\\d+)$' },
  { none: { frame: { type: 'error' }, on: 'worker' }, within: 60_000 },
  { order: [{ frame: { type: 'job_chunk', seq: 1 } }, { text: 'done' }] },
];

describe('expectations as they are typed', () => {
  it.each(all)('are the same when nothing is changed: %j', (expectation) => {
    expect(expectationOf(draftOf(expectation))).toEqual(expectation);
  });

  it('take a word for a text', () => {
    const draft = {
      ...newDraft('comes'),
      checks: [{ path: '$.state', how: 'equals', value: 'completed' } as const],
    };
    expect(expectationOf(draft)).toMatchObject({ where: [{ path: '$.state', equals: 'completed' }] });
  });

  it('are refused with what is wrong', () => {
    const comes = newDraft('comes');
    const with_ = (part: Partial<typeof comes>) => () => expectationOf({ ...comes, ...part });
    expect(with_({ matches: [{ how: 'frame', text: '{"type"', on: '' }] })).toThrow(
      /The frame: this is not JSON/,
    );
    expect(with_({ matches: [{ how: 'frame', text: '[]', on: '' }] })).toThrow(/is an object/);
    expect(with_({ matches: [{ how: 'text', text: '(', on: '' }] })).toThrow(/"\("/);
    expect(with_({ within: 'soon' })).toThrow(/within/);
    expect(with_({ within: '2h' })).toThrow(/an hour at most/);
    expect(with_({ checks: [{ path: 'state', how: 'exists', value: '' }] })).toThrow();
    expect(with_({ checks: [{ path: '$.n', how: 'above', value: 'x' }] })).toThrow(/\$\.n: a number/);
    expect(with_({ captures: [{ variable: 'a b', path: '$.x' }] })).toThrow(/variable/);
  });
});
