import { closeCodes } from '../../../../src-core/protocol/limits';

export interface CloseWords {
  /** What the code is called. */
  name: string;
  /** What it means; a whole sentence. */
  meaning: string;
  /** What to do about it; '' = nothing. */
  advice: string;
}

/** RFC 6455, section 7.4.1, and the IANA registry of WebSocket close codes. */
const registered: Record<number, [name: string, meaning: string, advice?: string]> = {
  1000: ['Normal closure', 'The purpose of the connection was fulfilled.'],
  1001: ['Going away', 'The server stops, or a page was left.', 'Connect again once it is back.'],
  1002: [
    'Protocol error',
    'One side broke the WebSocket protocol.',
    'A proxy between the two, or a faulty library, is the usual cause.',
  ],
  1003: [
    'Unsupported data',
    'The server does not take frames of this kind.',
    'Send text where it wants text, binary where it wants binary.',
  ],
  1004: ['Reserved', 'This code has no meaning yet, and should not be sent.'],
  1005: ['No status received', 'It was closed properly, without saying why.'],
  1006: [
    'Abnormal closure',
    'The connection broke without a close frame: a crash, a cut cable, a proxy or a timeout.',
    "Look at the server's log at that time; connect again.",
  ],
  1007: [
    'Invalid payload',
    'A text frame was no valid UTF-8, or a frame was not what its type says.',
    'Look at the last frame that was sent.',
  ],
  1008: [
    'Policy violation',
    'A frame broke a rule of the server for which there is no other code.',
    'The reason, where there is one, names the rule.',
  ],
  1009: ['Message too big', 'A frame was larger than the server takes.', 'Send less in one frame.'],
  1010: [
    'Mandatory extension',
    'The client wanted an extension that the server did not agree to.',
    'See the extensions in the handshake.',
  ],
  1011: [
    'Internal error',
    'The server met a condition it was not made for.',
    "Look at the server's log at that time.",
  ],
  1012: ['Service restart', 'The server restarts.', 'Connect again after a short, random pause.'],
  1013: ['Try again later', 'The server is overloaded.', 'Connect again after a while, or elsewhere.'],
  1014: [
    'Bad gateway',
    'A proxy got an invalid answer from the server behind it.',
    'Look at the proxy, and at the server behind it.',
  ],
  1015: [
    'TLS handshake failed',
    'No secure connection came about; the certificate may be invalid.',
    'Check the certificate and the host name.',
  ],
  3000: ['Unauthorized', 'The server wants credentials.', 'Check the token or the headers.'],
  3003: ['Forbidden', 'The credentials are good, but not for this.', 'Use credentials with more rights.'],
  3008: ['Timeout', 'Something took longer than the server waits.', 'Answer sooner, or send pings.'],
};

/** What Signalbox means by its codes. */
const ours: Record<number, [meaning: string, advice: string]> = {
  [closeCodes.done]: ['The gateway saw no more use for this socket.', 'Connect again to go on.'],
  [closeCodes.goingAway]: [
    'The gateway stops, and nothing of this socket was unfinished.',
    'Connect again once it is back.',
  ],
  [closeCodes.policy]: [
    'The gateway ended it because of what was sent, or because its token is no longer good.',
    'The reason says which; it will not go better by connecting again alone.',
  ],
  [closeCodes.tooBig]: [
    'A frame was larger than the gateway takes; `limits.frameBytes` of the welcome frame says how much that is.',
    'Send less in one frame, or a reference to where the data is.',
  ],
  [closeCodes.restart]: [
    'The gateway stops while jobs of this socket are unfinished.',
    'Connect again and send `resume` with the resumeToken of the welcome frame: no chunk is lost.',
  ],
  [closeCodes.overCapacity]: [
    'This socket read too slowly, or there are too many connections.',
    'Read faster, watch fewer jobs, or close other connections.',
  ],
};

/** The reasons the gateway gives, more exactly than their codes. */
const reasons: Record<string, [meaning: string, advice: string]> = {
  idle: [
    'Nothing was sent and no unfinished job watched for `limits.idleMs` of the welcome frame, usually 5 minutes.',
    'Send `ping` now and then to keep it.',
  ],
  replaced: ['Another socket has registered the same machine.', 'Use another machineId.'],
  'signed out': ['The session this page belonged to has ended.', 'Sign in again.'],
  'the token ran out': ['The signed token has reached its end (`exp`).', 'Connect with a new one.'],
  'too many frames': [
    'It went on sending after the rate limit had refused its frames.',
    'Heed RATE_LIMITED and its retryAfterMs.',
  ],
  'too many malformed frames': [
    'It went on sending frames that the gateway does not know.',
    'The `error` frames before it say what was wrong with each.',
  ],
  'too slow a reader': [
    'More was waiting to be read than the gateway keeps for one socket.',
    'Read faster, or watch fewer jobs.',
  ],
  'too many connections': [
    'This client, this token or the gateway has as many sockets as it may.',
    'Close others, or wait.',
  ],
};

/**
 * A close code in words.
 * @param byUs whether a Signalbox gateway sent it: its codes mean something more definite
 */
export function explainClose(code: number, reason: string, byUs: boolean): CloseWords {
  const [name, meaning, advice = ''] = registered[code] ?? unregistered(code);
  if (!byUs) return { name, meaning, advice };
  const [exactly, todo] = reasons[reason] ?? ours[code] ?? [meaning, advice];
  return { name, meaning: exactly, advice: todo };
}

function unregistered(code: number): [string, string, string] {
  if (code < 1000) return ['Not used', 'Codes below 1000 are not used.', 'The server is faulty.'];
  if (code < 3000)
    return ['Reserved', 'This code is reserved for the WebSocket protocol itself.', 'The server is faulty.'];
  if (code < 4000)
    return [
      'Of a framework',
      'A library or framework sent it; it is not registered.',
      'Ask its documentation.',
    ];
  if (code < 5000)
    return [
      'Of the application',
      'The application sent it; only its makers know it.',
      'Ask its documentation.',
    ];
  return ['Not a close code', 'Codes end at 4999.', 'The server is faulty.'];
}
