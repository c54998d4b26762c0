/** The job types of the console's tests, loaded by their workers. */
import { access } from 'node:fs/promises';

/** @param {string} code @param {string} message */
const failure = (code, message) => Object.assign(new Error(message), { code });

/** @type {Record<string, (job: { payload: any }, context: { attempt: number, signal: AbortSignal }) => Promise<unknown>>} */
export const handlers = {
  /** Fails in three ways; one of them is mended by writing the template. */
  'mail.send': async ({ payload: { to, template } }) => {
    if (!to.includes('@')) throw failure('BAD_ADDRESS', `${to} is no address`);
    if (to.endsWith('.full.example')) throw failure('MAILBOX_FULL', `the mailbox of ${to} is full`);
    if (template !== undefined) {
      await access(template).catch(() => {
        throw failure('NO_TEMPLATE', 'the template of the mail is not there');
      });
    }
    return { sent: to };
  },
  /** Its first attempt never ends by itself. */
  'report.build': async (_job, { attempt, signal }) => {
    if (attempt > 1) return { builtIn: attempt };
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  },
};
