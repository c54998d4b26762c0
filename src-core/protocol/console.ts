import { z } from 'zod';
import { maxPoolSize, poolWorkerSchema } from './worker-lifecycle';

/** `POST /session`: a browser signs in with a token and gets a cookie for it. */
export const sessionBodySchema = z.strictObject({ token: z.string().min(1).max(4096) });

/** `GET /session`. Only an admin gets a session; other tokens answer FORBIDDEN. */
export const sessionSchema = z.object({ role: z.literal('admin'), expiresAt: z.number() });
export type ConsoleSession = z.infer<typeof sessionSchema>;

/** Name of the session cookie. */
export const sessionCookie = 'signalbox_session';
/** How long a session lasts; ms. */
export const sessionMs = 12 * 3_600_000;
/** A request that changes something with the cookie must carry this header: another site's form cannot. */
export const csrfHeader = 'x-signalbox-console';

/** `GET /pool` and `PUT /pool`. */
export const poolSchema = z.object({ size: z.number().int(), workers: z.array(poolWorkerSchema) });
export type Pool = z.infer<typeof poolSchema>;
export const poolSizeBodySchema = z.strictObject({ size: z.number().int().min(0).max(maxPoolSize) });
/** `POST /pool/:name/:action`. `start` ends a back-off; `kill` is SIGKILL, for trying out what happens. */
export const poolActionSchema = z.enum(['drain', 'restart', 'kill', 'start']);
export type PoolAction = z.infer<typeof poolActionSchema>;

/** `GET /system`: what runs here. */
export const systemSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  startedAt: z.number(),
  mode: z.enum(['serve', 'gateway']),
  /** Address it listens on. */
  host: z.string(),
  port: z.number().int(),
  dataDir: z.string(),
  redis: z.object({
    engine: z.string(),
    /** The address without its password. */
    address: z.string(),
    /** True for a server Signalbox started itself. */
    ours: z.boolean(),
    /** Where a server of ours keeps its data; null for others. */
    dataDir: z.string().nullable(),
  }),
  defaultQueue: z.string(),
  queues: z.array(z.string()),
  models: z.array(z.string()),
  /** Waiting jobs from which the console warns. */
  alertPending: z.number().int(),
  /** Non-secret settings by name, as `doctor` shows them. */
  settings: z.record(z.string(), z.string()),
});
export type SystemInfo = z.infer<typeof systemSchema>;
