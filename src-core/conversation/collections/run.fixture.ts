import type { WebSocket } from 'ws';
import { type Collection, collectionSchema } from '../collection';
import { dialFor } from './dial.fixture';
import { runCollection } from './run-collection';
import type { RunOptions } from './run-options';
import type { RunFrame } from './running/run-frame';
import { answering, TestServer } from './test-server.fixture';

const servers: TestServer[] = [];

/** A server that `stopServers` ends. */
export async function serve(talk: (socket: WebSocket) => void): Promise<TestServer> {
  const server = await TestServer.start(talk);
  servers.push(server);
  return server;
}

export async function stopServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
}

type Requests = Record<string, unknown>[];

export function collectionOf(url: string, requests: Requests, rest: object = {}): Collection {
  return collectionSchema.parse({ name: 'test', connections: { a: { url } }, requests, ...rest });
}

/** Runs requests on the connection `a` to a server that talks like this. */
export async function run(
  talk: (socket: WebSocket) => void,
  requests: Requests,
  rest: object = {},
  options: Partial<RunOptions> = {},
) {
  const { url } = await serve(talk);
  const all = requests.map((request) => ({ on: 'a', ...request }));
  const frames: RunFrame[] = [];
  const report = await runCollection(collectionOf(url, all, rest), {
    dial: dialFor(),
    onFrame: (frame) => frames.push(frame),
    ...options,
  });
  return { report, frames, results: report.requests.flatMap(({ expectations }) => expectations) };
}

/** What was sent. */
export const sentTo = (frames: readonly RunFrame[]) =>
  frames.filter(({ way }) => way === 'sent').map(({ data }) => data);

/** Takes jobs and completes them at once. */
export const jobs = answering({
  submit: ({ ref }) => [
    { type: 'accepted', ref, jobId: `job-${ref}`, at: 1_700_000_000_000 },
    { type: 'state', jobId: `job-${ref}`, state: 'waiting' },
    { type: 'state', jobId: `job-${ref}`, state: 'completed', percent: 100 },
  ],
  ask: ({ jobId }) => [{ type: 'answer', jobId }],
  close: () => [],
});
