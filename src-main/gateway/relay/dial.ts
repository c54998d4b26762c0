import type { ClientRequest, IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import { WebSocket } from 'ws';
import type { Handshake } from '../../../src-core/protocol/connection-spec';
import { maxRelayedBytes } from '../../../src-core/protocol/limits';
import { asDialFailure, DialFailure } from './dial-failure';
import { type DialTimes, handshakeOf } from './handshake';
import { refusalOf } from './refusal';
import type { Target } from './target';

/** A WebSocket that was opened. It is paused, so that no frame comes before somebody listens. */
export interface Dialled {
  ws: WebSocket;
  handshake: Handshake;
}

/**
 * Dials a server and waits until it is open. Follows no redirect.
 * @param signal ends it early
 * @throws DialFailure
 */
export async function dial(target: Target, timeoutMs: number, signal: AbortSignal): Promise<Dialled> {
  const times: DialTimes = { beganAt: performance.now(), connectedAt: null };
  const deadline = AbortSignal.timeout(timeoutMs);
  const ended = AbortSignal.any([signal, deadline]);
  try {
    const checked = target.check && (await unlessAborted(target.check(), ended));
    return await open(target, times, checked?.lookup, ended);
  } catch (error) {
    if (signal.aborted) throw new DialFailure('CANCELLED', 'It was closed before it was open');
    if (!deadline.aborted || error instanceof DialFailure) throw asDialFailure(error, target.place);
    const what =
      times.connectedAt === null ? 'could not be reached' : 'took the connection but did not answer';
    throw new DialFailure('TIMEOUT', `${target.place} ${what} within ${timeoutMs} ms`);
  }
}

/** What comes of `promise`, unless `signal` is earlier. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('aborted'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function open(
  target: Target,
  times: DialTimes,
  lookup: LookupFunction | undefined,
  ended: AbortSignal,
): Promise<Dialled> {
  return new Promise((resolve, reject) => {
    const { ws, request } = begin(target, times, lookup);
    let handshake: Handshake | undefined;
    const give = (error: Error) => {
      reject(error);
      // What is cut off now has one more error to tell.
      ws.terminate();
    };
    const fail = (error: Error) => give(asDialFailure(error, target.place, handshake));
    const abort = () => give(new Error('aborted'));
    if (ended.aborted) abort();
    ended.addEventListener('abort', abort, { once: true });
    const told = (response: IncomingMessage) => handshakeOf(target.url, request, response, times);
    ws.on('error', fail);
    ws.once('upgrade', (response) => {
      handshake = told(response);
    });
    ws.once('unexpected-response', (_request, response) => {
      // What was read of its answer until then is worth telling.
      ended.removeEventListener('abort', abort);
      refusalOf(response, told(response), target.place, ended).then(fail);
    });
    ws.once('close', () => ended.removeEventListener('abort', abort));
    ws.once('open', () => {
      ended.removeEventListener('abort', abort);
      ws.off('error', fail);
      // Whoever takes it over listens too.
      ws.on('error', () => undefined);
      ws.pause();
      resolve({ ws, handshake: handshake as Handshake });
    });
  });
}

/** @throws DialFailure INVALID_SPEC: `ws` or Node refuse what was asked for */
function begin(
  { url, protocols, headers, origin }: Target,
  times: DialTimes,
  lookup: LookupFunction | undefined,
): { ws: WebSocket; request: ClientRequest } {
  let request: ClientRequest | undefined;
  const connected = url.protocol === 'wss:' ? 'secureConnect' : 'connect';
  try {
    const ws = new WebSocket(url, protocols, {
      headers,
      ...(origin !== undefined && { origin }),
      ...(lookup && { lookup }),
      maxPayload: maxRelayedBytes,
      perMessageDeflate: false,
      followRedirects: false,
      finishRequest: (made) => {
        request = made;
        made.once('socket', (socket) => {
          socket.once(connected, () => {
            times.connectedAt = performance.now();
          });
        });
        made.end();
      },
    });
    return { ws, request: request as ClientRequest };
  } catch (error) {
    throw new DialFailure('INVALID_SPEC', `It cannot be dialled: ${(error as Error).message}`);
  }
}
