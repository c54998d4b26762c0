import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { ExpectationResult, RequestResult } from '../reports';
import { jobs, run, stopServers } from './run.fixture';

afterEach(stopServers);

const closing = (socket: WebSocket) => {
  jobs(socket);
  socket.on('message', (data) => {
    if (data.toString().includes('"close"')) socket.close(1008, 'enough');
  });
};

describe('what it says of a failure', () => {
  const messageOf = async (expectation: object, talk = jobs): Promise<string> => {
    const { report, results } = await run(talk, [
      { message: { type: 'submit', ref: 1 }, expect: [{ within: '30ms', ...expectation }] },
    ]);
    expect(report.passed).toBe(false);
    return (results[0] as ExpectationResult).message ?? '';
  };

  it.each([
    [
      { frame: { type: 'state', state: 'dead' } },
      /^\$\.state was "completed", expected "dead"; that is the nearest that came on "a" in \d+ ms, frame 3: \{"type":"state"/,
    ],
    [{ frame: { type: 'result' } }, /^no result came on "a" in \d+ ms; what came: accepted, 2 state$/],
    [
      { frame: { type: 'accepted' }, where: [{ path: '$.jobId', equals: 'job-2' }] },
      /^\$\.jobId was "job-1", expected "job-2"; that is the nearest/,
    ],
    [
      { frame: { type: 'state' }, where: [{ path: '$.percent', below: 50 }] },
      /^\$\.percent was 100, expected a number below 50/,
    ],
    [{ frame: { type: 'accepted' }, capture: { x: '$.id' } }, /^\$\.id is missing, to be captured as x/],
    [{ text: 'nope' }, /^no \/nope\/ came on "a" in \d+ ms; what came: accepted, 2 state$/],
    [{ frame: { jobId: '{{job}}' } }, /^unknown variable "job"; there are none yet$/],
    [{ none: { frame: { state: 'waiting' } } }, /^after \d+ ms frame 2 came: \{"type":"state"/],
    [
      { order: [{ frame: { state: 'completed' } }, { frame: { state: 'waiting' } }] },
      /^1 of 2 came in order \(frames 3\), then no .*waiting.* came: it came too early, as frame 2$/,
    ],
    [
      { order: [{ frame: { type: 'accepted' } }, { frame: { type: 'result' } }] },
      /^1 of 2 came in order \(frames 1\), then no result came on "a" in/,
    ],
    [
      { frame: { type: 'state' }, where: [{ path: '$.state', stable: true }] },
      /^\$\.state is not stable: "waiting" in frame 2, "completed" in frame 3$/,
    ],
  ])('%j', async (expectation, message) => expect(await messageOf(expectation)).toMatch(message));

  it('looks no further than it can while a variable has no value', async () => {
    const { results } = await run(jobs, [
      {
        message: { type: 'submit', ref: 1 },
        expect: [
          { order: [{ frame: { type: 'accepted' } }, { frame: { jobId: '{{nobody}}' } }], within: '30ms' },
        ],
      },
      { text: '{}', expect: [{ frame: { jobId: '{{nobody}}' }, within: '30ms' }] },
    ]);
    for (const { message } of results) expect(message).toBe('unknown variable "nobody"; there are none yet');
  });

  it('says that nothing came', async () => {
    expect(await messageOf({ frame: {} }, () => undefined)).toMatch(/^nothing came on "a" in \d+ ms$/);
  });

  it('does not wait for a connection that is over', async () => {
    const { results, report } = await run(closing, [
      { message: { type: 'close' }, expect: [{ frame: { type: 'pong' }, within: '1h' }] },
      { message: { type: 'more' } },
    ]);
    expect(results[0]?.message).toMatch(
      /^"a" was closed by the server with 1008 "enough" before it came; nothing came on "a" in \d+ ms$/,
    );
    expect(report.requests[1]).toMatchObject({ failure: '"a" was closed by the server with 1008 "enough"' });
  });

  it('goes on after a request that cannot be sent', async () => {
    const seen: RequestResult[] = [];
    const { report } = await run(
      jobs,
      [
        { message: { x: '{{nobody}}' }, expect: [{ frame: {} }] },
        { file: 'x.bin' },
        { message: { type: 'ask' }, expect: [{ frame: { type: 'answer' } }] },
      ],
      {},
      { onResult: (result) => seen.push(result) },
    );
    expect(report.passed).toBe(false);
    expect(report.requests).toMatchObject([
      { failure: 'unknown variable "nobody"; there are none yet', expectations: [] },
      { failure: '"x.bin" cannot be read here' },
      { expectations: [{ passed: true }] },
    ]);
    expect(seen.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it('shows no secret', async () => {
    const talk = (socket: WebSocket) =>
      socket.on('message', () => {
        socket.send('{"type":"welcome","resumeToken":"planted-1","note":"planted-2","list":["x"]}');
      });
    const { report } = await run(
      talk,
      [
        {
          message: { type: 'x' },
          expect: [
            { frame: { type: 'welcome', resumeToken: 'planted-3' }, within: '30ms' },
            { frame: { type: 'welcome' }, where: [{ path: '$.resumeToken', equals: 'y' }], within: '30ms' },
            { frame: { type: 'welcome', note: 'y' }, within: '30ms' },
            { frame: { type: 'welcome', list: [] }, within: '30ms' },
            { none: { frame: { type: 'welcome' } } },
          ],
        },
      ],
      {},
      { secrets: ['planted-2'] },
    );
    expect(report.requests[0]?.expectations.map(({ passed }) => passed)).toEqual(Array(5).fill(false));
    expect(JSON.stringify(report)).toContain('***');
    expect(JSON.stringify(report)).not.toContain('planted');
  });
});
