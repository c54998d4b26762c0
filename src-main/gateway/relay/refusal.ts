import type { IncomingMessage } from 'node:http';
import type { Handshake } from '../../../src-core/protocol/connection-spec';
import { maxRefusalBody } from '../../../src-core/protocol/relay-frames';
import { DialFailure } from './dial-failure';

/** What a server answered instead of opening. Its body is read until `ended`; never throws. */
export async function refusalOf(
  response: IncomingMessage,
  handshake: Handshake,
  place: string,
  ended: AbortSignal,
): Promise<DialFailure> {
  const body = await beginning(response, ended);
  const { statusCode = 0, statusMessage = '', headers } = response;
  const status = `${statusCode} ${statusMessage}`.trim();
  const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
  const hint = isRedirect ? '; redirects are not followed: dial the address in its Location header' : '';
  return new DialFailure('UPGRADE_REFUSED', `${place} answered ${status} instead of 101${hint}`, {
    handshake,
    body,
  });
}

/** The first characters of a body; what came of it when it breaks or takes too long. */
function beginning(response: IncomingMessage, ended: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = () => resolve(text.slice(0, maxRefusalBody));
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
      if (text.length >= maxRefusalBody) done();
    });
    response.once('end', done);
    response.once('error', done);
    response.once('close', done);
    if (ended.aborted) done();
    ended.addEventListener('abort', done, { once: true });
  });
}
