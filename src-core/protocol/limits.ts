import { maxPayloadBytes } from './job';

/** The subprotocol every socket speaks. */
export const subprotocol = 'signalbox.v1';
/** A browser cannot set headers: it offers `bearer.TOKEN` as a second subprotocol. */
export const bearerPrefix = 'bearer.';
/** What a token may be made of, so that it fits a subprotocol. */
export const tokenPattern = /^[A-Za-z0-9._~-]{1,4096}$/;

/** Room for the envelope around the largest payload, in bytes. */
const envelopeBytes = 65_536;
/** The largest frame a socket accepts, in bytes; a larger one closes it with 1009. */
export const maxFrameBytes = maxPayloadBytes + 2 * envelopeBytes;
/** The largest HTTP body, in bytes; a larger one is PAYLOAD_TOO_LARGE. */
export const maxBodyBytes = maxPayloadBytes + envelopeBytes;

/** The largest frame the relay carries, in bytes, before it is wrapped; a larger one closes its connection with 1009. */
export const maxRelayedBytes = 8 * 1_048_576;

/** Jobs one `resume` frame may name. */
export const maxResumeJobs = 1000;

/** Why a socket was closed. */
export const closeCodes = {
  done: 1000, // idle, or the work is done
  goingAway: 1001, // the server stops and nothing of this socket was unfinished
  policy: 1008, // flood, malformed frames, or the token ran out
  tooBig: 1009, // a frame over maxFrameBytes
  restart: 1012, // the server stops and jobs of this socket are unfinished: resume elsewhere
  overCapacity: 1013, // too slow a reader, or too many connections
} as const;

/** Caps of one gateway. Every one of them is an option of `createGateway`; these are the defaults. */
export const defaultGatewayLimits = {
  /** Sockets of one client. */
  connectionsPerClient: 1000,
  /** Machines on `/ws/worker` of one worker token. */
  connectionsPerWorkerToken: 10_000,
  /** Sockets in all. */
  connections: 20_000,
  /** Unfinished jobs one socket watches. */
  watchesPerConnection: 1000,
  /** Frames a second a socket may send for long, and the burst it may save up. */
  framesPerSecond: 1000,
  frameBurst: 3000,
  /** The same for a machine: all of its GPUs share its socket. */
  workerFramesPerSecond: 5000,
  workerFrameBurst: 15_000,
  /** How long a worker may take to acknowledge a job before it goes to another, in ms. */
  ackMs: 2000,
  /** Chunks of one machine that wait for Redis before its socket is no longer read. */
  chunksWaiting: 1000,
  /** Frames refused by the rate limit, in a row, before the socket is closed with 1008. */
  refusedFrames: 200,
  /** Malformed frames a socket may send: a burst, and one more every 5 s. */
  malformedFrames: 20,
  /** Bytes waiting for a slow reader before it is closed with 1013. Progress is dropped from half of it on. */
  bufferedBytes: 1_048_576,
  /** Time a socket has to close before it is cut, in ms. */
  closeGraceMs: 2000,
  /** A socket is idle after this long without a frame of its client and without an unfinished job, in ms. */
  idleMs: 300_000,
  /** Protocol pings go out this often, in ms; a socket that has not answered the last one is cut. */
  pingMs: 30_000,
  /** HTTP requests a second of one token for long, and its burst. */
  requestsPerSecond: 1000,
  requestBurst: 2000,
  /** Attempts to sign in from one address: a minute for long, and at once. */
  signInsPerMinute: 10,
  signInBurst: 10,
  /** Longest wait for the queue before a request is answered REDIS_UNAVAILABLE, in ms. */
  requestMs: 10_000,
  /** Queues besides the default one that this gateway opens. */
  queues: 64,
  /** HTTP streams (SSE) open at once. */
  streams: 2000,
  /** Frames of sockets remembered for traces, and about how many bytes of them; the oldest are forgotten. */
  recordedFrames: 20_000,
  recordedBytes: 20_000_000,
  /** A monitor that could take no frame for this long is closed with 1013, in ms. */
  monitorStallMs: 10_000,
  /** Connections that the debug client has open through `/ws/relay`. */
  relays: 200,
  /** Longest wait for one of them to open, in ms. */
  relayDialMs: 10_000,
  /**
   * Bytes waiting for a slow server behind the relay before frames for it are refused. A debug client that reads slowly
   * is waited for from `bufferedBytes` on.
   */
  relayBufferedBytes: 16_777_216,
};
export type GatewayLimits = typeof defaultGatewayLimits;
