import { z } from 'zod';
import { spanSchema } from './distribution';
import { jobRequestSchema, queueNameSchema } from './job';

/** What to do at a tick while the job of an earlier one is unfinished. */
export const overlapPolicies = [
  'skip', // this tick starts nothing
  'queue', // this tick's job is added when the earlier one is finished
  'cancel', // the earlier job is cancelled, then this one is added
  'allow', // both run
] as const;

/** What to do with ticks that passed while nobody could start them. */
export const missedPolicies = [
  'skip', // none is made up for
  'once', // the last of them is
  'all', // each is, the newest `missedMost` of them
] as const;

export const scheduleNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a schedule is called by 1 to 64 of: letters, digits, . _ -');

const timezoneSchema = z
  .string()
  .max(64)
  .refine(isTimezone, 'no time zone of the IANA database, like Europe/Berlin');
const intervalSchema = spanSchema.refine((ms) => ms >= 1000 && Number.isInteger(ms), 'a second or more');
const jitterSchema = spanSchema.refine((ms) => ms <= 86_400_000, 'a day at most');

/** When a schedule ticks, and what each tick starts. */
export const scheduleSchema = z
  .strictObject({
    name: scheduleNameSchema,
    /** Five fields, or six with seconds first; also `@daily` and the like, `L`, `#`, `W`. */
    cron: z.string().min(1).max(256).optional(),
    /** Of `cron`; UTC when not said. */
    timezone: timezoneSchema.default('UTC'),
    /** Every so many milliseconds from `startAt` on. */
    every: intervalSchema.optional(),
    /** Once, ISO 8601 with an offset. */
    at: z.iso.datetime({ offset: true }).optional(),
    /** No tick before it, ISO 8601; `every` counts from here. The moment it was made when not said. */
    startAt: z.iso.datetime({ offset: true }).optional(),
    /** No tick after it. */
    endAt: z.iso.datetime({ offset: true }).optional(),
    job: jobRequestSchema.omit({ id: true, delayMs: true, queue: true, dedupeKey: true, dedupeMs: true }),
    overlap: z.enum(overlapPolicies).default('skip'),
    missed: z.enum(missedPolicies).default('once'),
    /** For `missed: all`. */
    missedMost: z.number().int().min(1).max(1000).default(100),
    /** Each job starts a random time later, up to this; the same for a tick wherever it is worked out. */
    jitterMs: jitterSchema.default(0),
    paused: z.boolean().default(false),
  })
  .refine(
    ({ cron, every, at }) => [cron, every, at].filter((one) => one !== undefined).length === 1,
    'give one of "cron", "every", "at"',
  );
export type Schedule = z.output<typeof scheduleSchema>;
export type ScheduleInput = z.input<typeof scheduleSchema>;

/** What became of a tick. */
export const tickOutcomes = [
  'started', // its job was added
  'skipped', // an earlier one's job was unfinished
  'queued', // it waits for that one
  'missed', // it passed while nobody could start it, and is not made up for
  'refused', // the queue did not take the job: `note` says why
] as const;

/** One tick that is past. */
export const tickRecordSchema = z.object({
  /** The tick, epoch ms; of a run by hand when it was asked for. */
  tick: z.number(),
  /** When it was decided. */
  at: z.number(),
  outcome: z.enum(tickOutcomes),
  jobId: z.string().optional(),
  byHand: z.boolean().optional(),
  note: z.string().optional(),
});
export type TickRecord = z.infer<typeof tickRecordSchema>;

/** A schedule with how it stands. */
export const scheduleViewSchema = z.object({
  schedule: scheduleSchema,
  queue: queueNameSchema,
  /** Changes with each edit. */
  version: z.string(),
  createdAt: z.number(),
  /** The next tick that will be worked on, epoch ms; null when it is paused or over. */
  nextTick: z.number().nullable(),
  /** The next ticks, as many as were asked for, should nothing be missed. */
  nextTicks: z.array(z.number()),
  /** Ticks that wait for an earlier one's job. */
  queuedTicks: z.array(z.number()),
  last: tickRecordSchema.nullable(),
});
export type ScheduleView = z.infer<typeof scheduleViewSchema>;

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const countSchema = z.coerce.number().int().min(0).max(100);

/**
 * The query of `GET /schedules` (of all queues when none is named) and of the routes of one schedule (of the gateway's own
 * queue). `ticks`: how many next ones each is shown with.
 */
export const schedulesQuerySchema = z.strictObject({
  queue: queueNameSchema.optional(),
  ticks: countSchema.optional(),
});
export const schedulesAnswerSchema = z.object({ schedules: z.array(scheduleViewSchema) });
export type SchedulesAnswer = z.infer<typeof schedulesAnswerSchema>;

/** `PUT /schedules/:name`. With `version` only if that is the one that is there (null: none); else 409 INVALID_STATE. */
export const putScheduleBodySchema = z.strictObject({
  schedule: scheduleSchema,
  version: z.string().nullable().optional(),
});

/** `GET /schedules/:name/ticks`: its last 200 ticks, newest first. */
export const scheduleTicksAnswerSchema = z.object({ ticks: z.array(tickRecordSchema) });

/** `POST /schedules/preview`: when a schedule that is not there yet would tick. */
export const previewScheduleBodySchema = z.strictObject({
  schedule: scheduleSchema,
  count: countSchema.default(10),
});
export const previewScheduleAnswerSchema = z.object({ nextTicks: z.array(z.number()) });
