import { create } from 'zustand';

/** How the console stands with its gateway. */
export type ConnectionPhase =
  | 'connecting' // looking for the gateway for the first time
  | 'live' // the monitor socket is open
  | 'reconnecting' // it was lost; the data shown is old
  | 'signed-out' // the gateway wants a token
  | 'offline' // an incident bundle is shown, and there is no gateway
  | 'closed'; // the desktop has no gateway to talk to: `problem` says why

interface ConnectionState {
  phase: ConnectionPhase;
  /** When the phase began, epoch ms of this machine's clock. */
  sinceMs: number;
  /** When the next attempt is made, epoch ms; null while none is planned. */
  retryAt: number | null;
  /** Times the monitor socket has opened: a change means that what was fetched before may be old. */
  connects: number;
  /** When the last numbers or events came, epoch ms of this machine's clock; null before the first. */
  heardAt: number | null;
  /** What to tell the person about the phase; null when its name says it all. */
  problem: string | null;
  /** Origin of the gateway; null before it is known. */
  url: string | null;
  /** The desktop's connection profile; null for its own gateway and in a browser. */
  profile: string | null;

  gatewayChosen(url: string, profile: string | null): void;
  opened(): void;
  heard(): void;
  lost(retryAt: number, problem: string | null): void;
  signedOut(problem: string | null): void;
  closed(problem: string): void;
  /** `name` stands for the address of the gateway: another one is another world. */
  offline(name: string): void;
  /** There is no gateway yet, or none any more. */
  looking(): void;
}

/** The state of the connection. Written by `connection/`, read by everybody. */
export const useConnection = create<ConnectionState>()((set) => ({
  phase: 'connecting',
  sinceMs: Date.now(),
  retryAt: null,
  connects: 0,
  heardAt: null,
  problem: null,
  url: null,
  profile: null,

  gatewayChosen: (url, profile) =>
    set({ ...entered('connecting'), url, profile, heardAt: null, retryAt: null, problem: null }),
  opened: () =>
    set(({ connects }) => ({
      ...entered('live'),
      connects: connects + 1,
      retryAt: null,
      problem: null,
    })),
  heard: () =>
    // Frames come by the hundred; nobody reads this more finely.
    set(({ heardAt }) => (Date.now() - (heardAt ?? 0) < 500 ? {} : { heardAt: Date.now() })),
  lost: (retryAt, problem) =>
    set(({ phase, sinceMs }) => ({
      // The first loss starts the clock; later failures do not set it back.
      ...(phase === 'reconnecting' ? { phase, sinceMs } : entered('reconnecting')),
      retryAt,
      problem,
    })),
  signedOut: (problem) =>
    set(({ phase }) => (phase === 'signed-out' ? {} : { ...entered('signed-out'), retryAt: null, problem })),
  looking: () => set({ ...entered('connecting'), url: null, retryAt: null, problem: null }),
  closed: (problem) => set({ ...entered('closed'), retryAt: null, problem }),
  offline: (name) =>
    set({ ...entered('offline'), url: name, profile: null, heardAt: null, retryAt: null, problem: null }),
}));

function entered(phase: ConnectionPhase): { phase: ConnectionPhase; sinceMs: number } {
  return { phase, sinceMs: Date.now() };
}
