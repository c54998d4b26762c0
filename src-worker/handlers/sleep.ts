import { z } from 'zod';
import { defineHandler, parsePayload } from './handler';
import { pause } from './pause';

const week = 7 * 86_400_000;

const sleepPayloadSchema = z.strictObject({ ms: z.number().min(0).max(week) });

/** `sleep {ms}`: waits that long (a week at most), answers `{sleptMs}`. */
export const sleep = defineHandler(async (job, context) => {
  const { ms } = parsePayload(sleepPayloadSchema, job.payload);
  await pause(ms, context.signal);
  return { sleptMs: ms };
});
