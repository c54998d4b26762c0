/** Frames no client of ours sends: each is answered with a typed error or a close code, and nothing else happens. */
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type JobHandle, type SignalboxClient } from '../src-core/client/client';
import { clientFrameSchema, type ServerFrame } from '../src-core/protocol/client-frames';
import { errorCatalogue } from '../src-core/protocol/errors';
import { closeCodes } from '../src-core/protocol/limits';
import { FrameFuzzer, randomOf } from './support/fuzz-frames';
import type { ModelCall } from './support/model-server';
import { RawSocket } from './support/raw-socket';
import { testSystem } from './support/system.fixture';

const seed = Number(process.env.SIGNALBOX_FUZZ_SEED ?? randomInt(2 ** 31));
const frames = 20_000;
const warmUpFrames = 5000;
const lanes = 40;
/** What collection and the allocator may keep beyond what was in use; a leak of 5 KB a frame is found. */
const marginBytes = 64 * 1024 * 1024;

const rig = testSystem({
  mode: 'serve',
  args: ['--workers', '1', '--concurrency', '100'],
  env: { SIGNALBOX_CLIENT_TOKENS: 'web:web-token' },
});
let client: SignalboxClient;

beforeAll(() => {
  client = connect({ url: rig.system.url, token: 'web-token' });
});
afterAll(() => client?.close());

/** One socket after another that sends fuzzed frames, and the job that runs meanwhile. */
class Lane {
  readonly #fuzzer: FrameFuzzer;
  #socket: RawSocket | null = null;
  #sent = 0;
  readonly closed = new Map<number, number>();
  readonly answered = new Map<string, number>();

  constructor(
    private readonly name: string,
    random: () => number,
    readonly handle: JobHandle,
    readonly call: ModelCall,
    spare: string[],
    resumeToken: string,
  ) {
    this.#fuzzer = new FrameFuzzer(random, { live: handle.id, spare, resumeToken });
  }

  async send(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.#sendOne();
  }

  async end(): Promise<void> {
    await this.#socket?.close();
    if (this.#socket) this.#checkErrors(this.#socket);
  }

  /** Sends a frame and a ping behind it: an answer that is due at once comes before the pong. */
  async #sendOne(): Promise<void> {
    this.#sent += 1;
    const mark = `${this.name}-${this.#sent}`;
    const text = this.#fuzzer.next(mark);
    const socket = await this.#open();
    const from = socket.frames.length;
    socket.send(text);
    socket.send({ type: 'ping', ref: `after ${mark}` });
    const isMalformed = !isValid(text);
    const isAnswer = ({ type, ...rest }: ServerFrame) => 'ref' in rest && rest.ref === `after ${mark}`;
    try {
      await socket.find(isAnswer, from);
      if (isMalformed) this.#expectError(socket, from, text);
      else if (refOf(text) === mark) await socket.find((frame) => 'ref' in frame && frame.ref === mark, from);
    } catch (error) {
      if (socket.closeCode === null) throw error;
      expect(Object.values(closeCodes), describe(text)).toContain(socket.closeCode);
      count(this.closed, socket.closeCode);
      this.#checkErrors(socket);
      this.#socket = null;
    }
  }

  #expectError(socket: RawSocket, from: number, text: string | Buffer): void {
    const errors = socket.frames.slice(from).filter((frame) => frame.type === 'error');
    const codes = errors.map(({ code }) => code);
    expect(codes, `the answer to ${describe(text)}`).toContain('INVALID_MESSAGE');
  }

  /** Every error is one of the catalogue and none is INTERNAL. */
  #checkErrors({ frames: received }: RawSocket): void {
    for (const frame of received) {
      count(this.answered, 'code' in frame ? `${frame.type} ${frame.code}` : frame.type);
      if (!('code' in frame)) continue;
      expect(Object.keys(errorCatalogue)).toContain(frame.code);
      expect(frame.code, JSON.stringify(frame)).not.toBe('INTERNAL');
    }
  }

  async #open(): Promise<RawSocket> {
    if (!this.#socket || this.#socket.closeCode !== null) {
      this.#socket = await RawSocket.open(rig.system.url, 'web-token');
    }
    return this.#socket;
  }
}

function isValid(text: string | Buffer): boolean {
  if (typeof text !== 'string') return false;
  try {
    return clientFrameSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

function refOf(text: string | Buffer): unknown {
  return (JSON.parse(text.toString()) as { ref?: unknown }).ref;
}

function describe(text: string | Buffer): string {
  return `${text.toString().slice(0, 500)} (SIGNALBOX_FUZZ_SEED=${seed})`;
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Resident memory of the gateway's process; null where the system does not tell. */
async function residentBytes(): Promise<number | null> {
  const statm = await readFile(`/proc/${rig.system.pid}/statm`, 'utf8').catch(() => null);
  return statm === null ? null : Number(statm.split(' ')[1]) * 4096;
}

/** A job that runs until the test ends it, and jobs that may be cancelled, for each lane. */
async function openLane(n: number): Promise<Lane> {
  const messages = [{ role: 'user', content: `lane ${n}` }];
  const handle = await client.submit('llm.chat', { model: 'gpt-test', messages }, { timeoutMs: 600_000 });
  const call = await rig.model.next(`lane ${n}`);
  call.say('alive ');
  const later = { delayMs: 3_600_000 };
  const spare = await Promise.all([1, 2, 3].map(() => client.submit('echo', null, later)));
  const { resumeToken } = await client.ready();
  const ids = spare.map(({ id }) => id);
  return new Lane(`lane-${n}`, randomOf(seed + n), handle, call, ids, resumeToken);
}

it('20,000 fuzzed frames are refused one by one, and the gateway goes on as if nothing had been', async () => {
  const all = await Promise.all(Array.from({ length: lanes }, (_, n) => openLane(n)));
  const send = (count: number) => Promise.all(all.map((lane) => lane.send(count / lanes)));

  await send(warmUpFrames);
  const before = await residentBytes();
  await send(frames - warmUpFrames);
  const after = await residentBytes();
  if (before !== null && after !== null) {
    const why = `${before} bytes before, ${after} after, SIGNALBOX_FUZZ_SEED=${seed}`;
    expect(after - before, why).toBeLessThan(marginBytes);
  }

  for (const { call } of all) {
    call.say('and well');
    call.finish();
  }
  const results = await Promise.all(all.map(({ handle }) => handle.result()));
  const whole = { choices: [{ message: { role: 'assistant', content: 'alive and well' } }] };
  expect(results).toMatchObject(all.map(() => whole));
  await Promise.all(all.map((lane) => lane.end()));
  expect(await rig.system.admin('/health')).toMatchObject({ status: 'ok' });
  expect(rig.system.log()).toBe('');
}, 60_000);
