/** What a worker must do, as docs/worker-protocol.md numbers it; a test compares the two. */
export const rules = [
  {
    id: 'R1',
    title: 'connects to /ws/worker with the subprotocol and the token',
    why: 'anything else is refused before the upgrade',
  },
  {
    id: 'R2',
    title: 'registers first, with valid fields',
    why: 'the gateway cannot give jobs to a machine it knows nothing of',
  },
  {
    id: 'R3',
    title: 'sends JSON text frames of the documented form',
    why: 'a frame that fails the check is refused, and many of them close the socket',
  },
  {
    id: 'R4',
    title: 'keeps frames within limits.frameBytes',
    why: 'a larger one closes the socket with 1009, and the jobs hang until their leases end',
  },
  { id: 'R5', title: 'answers WebSocket pings', why: 'a socket that does not is cut as dead' },
  {
    id: 'R6',
    title: 'sends a heartbeat every heartbeatMs, also when idle',
    why: 'only heartbeats renew leases: without them its jobs go to others',
  },
  {
    id: 'R7',
    title: 'names in each heartbeat the jobs it holds, with their fences',
    why: 'a job that is not named loses its lease',
  },
  {
    id: 'R8',
    title: 'acknowledges an assignment within 2 s',
    why: 'a job that is not acknowledged goes to another worker',
  },
  {
    id: 'R9',
    title: 'speaks of a job with the fence it was assigned with',
    why: 'any other fence is of another attempt, and is refused',
  },
  {
    id: 'R10',
    title: 'ends every job: job_complete, job_fail or release_job',
    why: 'a job without an end holds its slot until its timeout',
  },
  {
    id: 'R11',
    title: 'ends a job once, and says nothing more of it',
    why: 'the first end counts; all that follows is refused',
  },
  { id: 'R12', title: 'reports progress from 0 to 100', why: 'any other percentage is refused' },
  {
    id: 'R13',
    title: 'counts the chunks of each attempt from 1, without gap or repeat',
    why: 'a reader must get each once, in order',
  },
  {
    id: 'R14',
    title: 'takes as many jobs at once as it registered slots',
    why: 'the gateway fills the slots; a job that waits in the worker could run elsewhere',
  },
  {
    id: 'R15',
    title: 'fails a job it cannot run, with code and message',
    why: 'a job that is dropped is only found by its timeout',
  },
  {
    id: 'R16',
    title: 'ignores frame types and fields it does not know',
    why: 'later gateways say more',
  },
  {
    id: 'R17',
    title: 'stops a cancelled job and says nothing more of it',
    why: 'its slot is given to another job at once',
  },
  {
    id: 'R18',
    title: 'stops a job whose lease is lost and says nothing more of it',
    why: 'another worker has it; what this one says is refused',
  },
  {
    id: 'R19',
    title: 'tells two attempts of one job apart by their fences',
    why: 'a lost job may come back to the worker that lost it',
  },
  {
    id: 'R20',
    title: 'comes back after a lost link: registers, then names the jobs it kept',
    why: 'jobs stay leased to it for a while, so that a short outage wastes no work',
  },
  {
    id: 'R21',
    title: 'sends an end again when the link was lost before the answer',
    why: 'it cannot know whether the gateway got it; an end that is applied twice counts once',
  },
  {
    id: 'R22',
    title: 'goes on with its jobs while the gateway drains and restarts',
    why: 'a restart of the gateway costs no attempt',
  },
  {
    id: 'R23',
    title: 'waits reconnectAfterMs before it connects again',
    why: 'the gateway says when it is back',
  },
  {
    id: 'R24',
    title: 'pauses between attempts to connect',
    why: 'a thousand workers without a pause keep a gateway from coming up',
  },
  {
    id: 'R25',
    title: 'stays away when another socket took its place (1000 "replaced")',
    why: 'two that replace each other run no jobs',
  },
] as const;

export type RuleId = (typeof rules)[number]['id'];

/** `not seen`: nothing happened that could have kept or broken it. */
export type RuleOutcome = 'kept' | 'broken' | 'not seen';

export interface RuleResult {
  id: RuleId;
  title: string;
  why: string;
  outcome: RuleOutcome;
  /** What was seen: how it was broken, or why it could not be tried. */
  detail: string;
}
