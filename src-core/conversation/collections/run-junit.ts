import type { ExpectationResult, RequestResult, RunReport } from '../reports';
import { xmlText } from '../xml-text';

/** A run as JUnit XML: one test case an expectation, one for each request that expects nothing, one for the whole. */
export function runJunit(report: RunReport): string {
  const { collection, startedAt, tookMs, failure, requests } = report;
  const expectations = requests.flatMap((request) => request.expectations);
  const cases = [...requests.flatMap((request) => requestCases(collection, request)), endCase(failure)];
  const failures = expectations.filter(({ passed }) => !passed).length;
  const errors =
    requests.filter((request) => request.failure !== undefined).length + (failure === undefined ? 0 : 1);
  const totals = `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0" time="${seconds(tookMs)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="${xmlText(collection)}" timestamp="${new Date(startedAt).toISOString()}" ${totals}>`,
    '    <properties>',
    `      <property name="frames" value="${report.frames}"/>`,
    `      <property name="requests" value="${requests.length}"/>`,
    '    </properties>',
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function requestCases(collection: string, { index, name, failure, expectations }: RequestResult): string[] {
  const classname = index < 0 ? collection : `${collection}.${name}`;
  if (failure !== undefined)
    return [testCase(classname, 'is sent', 0, `<error message="${xmlText(failure)}"/>`)];
  if (expectations.length === 0) return [testCase(classname, 'is sent', 0, '')];
  return expectations.map((expectation) => expectationCase(classname, expectation));
}

function expectationCase(
  classname: string,
  { name, passed, message = '', frame, tookMs }: ExpectationResult,
) {
  const place = frame === undefined ? '' : `frame ${frame}`;
  const failure = passed ? '' : `<failure message="${xmlText(message)}">${place}</failure>`;
  return testCase(classname, name, tookMs, failure);
}

function endCase(failure: string | undefined): string {
  return testCase(
    'run',
    'comes to its end',
    0,
    failure === undefined ? '' : `<error message="${xmlText(failure)}"/>`,
  );
}

function testCase(classname: string, name: string, tookMs: number, inner: string): string {
  const head = `    <testcase classname="${xmlText(classname)}" name="${xmlText(name)}" time="${seconds(tookMs)}"`;
  return inner === '' ? `${head}/>` : `${head}>${inner}</testcase>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
