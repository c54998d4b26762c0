import { expect, it } from 'vitest';
import { parseXml, type XmlElement } from '../../../src-worker/simulator/report/xml.fixture';
import type { RunReport } from '../reports';
import { runJunit } from './run-junit';

const report: RunReport = {
  collection: 'A & B',
  passed: false,
  startedAt: 1_700_000_000_000,
  tookMs: 1234,
  frames: 9,
  requests: [
    {
      index: 0,
      name: 'submit',
      expectations: [
        { name: 'accepted comes within 5 s', passed: true, tookMs: 12, frame: 1 },
        {
          name: 'no <error> comes',
          passed: false,
          tookMs: 7,
          frame: 3,
          message: 'frame 3 came: {"a":"\u0000"}',
        },
      ],
    },
    { index: 1, name: 'ping', expectations: [] },
    { index: 2, name: 'ask', expectations: [], failure: 'unknown variable "x"' },
    { index: -1, name: 'A & B', expectations: [{ name: 'order', passed: true, tookMs: 1 }] },
  ],
};

const suiteOf = (xml: string) => parseXml(xml).children[0] as XmlElement;
const casesOf = (xml: string) =>
  suiteOf(xml)
    .children.filter(({ name }) => name === 'testcase')
    .map(({ attributes: { classname, name }, children }) => [
      `${classname} / ${name}`,
      children[0]?.name,
      children[0]?.attributes.message,
    ]);

it('has a test case an expectation, with what was wrong', () => {
  const xml = runJunit(report);
  expect(suiteOf(xml).attributes).toMatchObject({
    name: 'A & B',
    tests: '6',
    failures: '1',
    errors: '1',
    time: '1.234',
    timestamp: '2023-11-14T22:13:20.000Z',
  });
  expect(casesOf(xml)).toEqual([
    ['A & B.submit / accepted comes within 5 s', undefined, undefined],
    ['A & B.submit / no <error> comes', 'failure', 'frame 3 came: {"a":"\ufffd"}'],
    ['A & B.ping / is sent', undefined, undefined],
    ['A & B.ask / is sent', 'error', 'unknown variable "x"'],
    ['A & B / order', undefined, undefined],
    ['run / comes to its end', undefined, undefined],
  ]);
});

it('tells why a run did not come to its end', () => {
  const xml = runJunit({ ...report, requests: [], failure: 'it was stopped' });
  expect(suiteOf(xml).attributes).toMatchObject({ tests: '1', errors: '1' });
  expect(casesOf(xml)).toEqual([['run / comes to its end', 'error', 'it was stopped']]);
});
