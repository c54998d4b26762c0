import { expect, it } from 'vitest';
import type { SimulationReport } from '../../../src-core/protocol/simulator';
import { junitOf } from './junit';
import { parseXml, type XmlElement } from './xml.fixture';

const report: SimulationReport = {
  runId: 'r1',
  scenario: 'A "fleet" <of> A&B',
  seed: 483_920,
  outcome: 'failed',
  startedAt: 1_700_000_000_000,
  endedAt: 1_700_000_012_345,
  counts: {
    planned: 10,
    submitted: 10,
    accepted: 10,
    rejected: 0,
    completed: 9,
    dead: 1,
    cancelled: 0,
    retries: 2,
    fenced: 1,
    lost: 0,
    duplicated: 0,
    waiting: 0,
    active: 0,
  },
  wait: { p50: 1, p95: 2, p99: 3, max: 4 },
  run: null,
  maxDepth: 5,
  assertions: [
    { id: 'lost', text: 'no job lost', state: 'holds', value: '0 lost' },
    { id: 'p95Wait', text: '95 % < 1 s', state: 'broken', value: '2 s', detail: 'x > y' },
    { id: 'I2', text: 'one result a job', state: 'broken', value: '1 breach', detail: 'first' },
    { id: 'I5', text: 'nothing left over', state: 'pending', value: 'not checked' },
  ],
  violations: [
    { at: 1_700_000_001_000, invariant: 'I2', jobId: 'job<1>', text: 'told "twice" \u0000 & more' },
  ],
  faults: { crash: 1 },
  decisions: { count: 3, sha256: 'abc' },
};

const inside = (element: XmlElement, name: string) => element.children.filter((child) => child.name === name);

it('is XML with a test case an assertion, its failure, and the figures', () => {
  const [suite] = inside(parseXml(junitOf(report)), 'testsuite') as [XmlElement];
  expect(suite.attributes).toMatchObject({
    name: 'A "fleet" <of> A&B',
    tests: '4',
    failures: '2',
    errors: '0',
    skipped: '1',
    time: '12.345',
    timestamp: '2023-11-14T22:13:20.000Z',
  });
  const properties = Object.fromEntries(
    inside(suite.children[0] as XmlElement, 'property').map(({ attributes }) => [
      attributes.name,
      attributes.value,
    ]),
  );
  expect(properties).toMatchObject({ seed: '483920', completed: '9', waitP95Ms: '2', decisions: 'abc' });
  const cases = inside(suite, 'testcase');
  expect(cases.map(({ attributes, children }) => [attributes.name, children[0]?.name])).toEqual([
    ['lost: no job lost', undefined],
    ['p95Wait: 95 % < 1 s', 'failure'],
    ['I2: one result a job', 'failure'],
    ['I5: nothing left over', 'skipped'],
  ]);
  expect(cases[1]?.children[0]).toMatchObject({ attributes: { message: '2 s' }, text: 'x > y' });
  // A character that XML cannot hold is replaced.
  expect(cases[2]?.children[0]?.text).toBe('2023-11-14T22:13:21.000Z job<1> told "twice" \ufffd & more');
});

it('tells a run that was stopped as an error', () => {
  const [suite] = inside(parseXml(junitOf({ ...report, outcome: 'stopped', assertions: [] })), 'testsuite');
  expect(suite?.attributes).toMatchObject({ tests: '1', errors: '1' });
  expect(inside(suite as XmlElement, 'testcase')[0]?.children[0]?.name).toBe('error');
});
