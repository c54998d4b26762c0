import { defineHandler } from './handler';

/** `echo`: answers with its payload. */
export const echo = defineHandler((job) => job.payload);
