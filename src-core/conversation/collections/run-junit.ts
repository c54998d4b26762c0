import { type JunitCase, junitXml } from '../../junit/junit';
import type { ExpectationResult, RequestResult, RunReport } from '../reports';

/** A run as JUnit XML: one test case an expectation, one for each request that expects nothing, one for the whole. */
export function runJunit({ collection, startedAt, tookMs, failure, requests, frames }: RunReport): string {
  return junitXml({
    name: collection,
    startedAt,
    tookMs,
    properties: { frames, requests: requests.length },
    cases: [
      ...requests.flatMap((request) => requestCases(collection, request)),
      { classname: 'run', name: 'comes to its end', tookMs: 0, error: failure },
    ],
  });
}

function requestCases(
  collection: string,
  { index, name, failure, expectations }: RequestResult,
): JunitCase[] {
  const classname = index < 0 ? collection : `${collection}.${name}`;
  if (failure !== undefined || expectations.length === 0)
    return [{ classname, name: 'is sent', tookMs: 0, error: failure }];
  return expectations.map((expectation) => ({ classname, ...expectationCase(expectation) }));
}

function expectationCase({ name, passed, message = '', frame, tookMs }: ExpectationResult): JunitCase {
  const text = frame === undefined ? '' : `frame ${frame}`;
  return { name, tookMs, ...(!passed && { failure: { message, text } }) };
}
