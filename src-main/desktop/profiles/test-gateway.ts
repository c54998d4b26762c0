import { desktopOrigin, type ProfileTest } from '../../../src-core/protocol/desktop';
import { errorAnswerSchema, healthSchema } from '../../../src-core/protocol/http';

type Step = ProfileTest['steps'][number];

const timeoutMs = 5_000;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Tries a gateway elsewhere: whether it answers, how it is, and whether the token opens the console. Never rejects. */
export async function testGateway(url: string, token: string): Promise<ProfileTest> {
  const steps: Step[] = [];
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !loopback.test(hostname)) {
    steps.push({
      name: 'Encryption',
      status: 'warn',
      text: 'http: the token crosses the network unencrypted',
    });
  }
  const reached = await reach(url);
  steps.push(reached);
  if (reached.status !== 'fail') steps.push(await tryToken(url, token));
  return { steps };
}

async function reach(url: string): Promise<Step> {
  const name = 'Gateway';
  try {
    const start = performance.now();
    const answer = await ask(`${url}/health`);
    const took = Math.round(performance.now() - start);
    const health = healthSchema.safeParse(await answer.json().catch(() => undefined));
    if (!health.success) {
      return {
        name,
        status: 'fail',
        text: `something answers at ${url}, but no Signalbox gateway (HTTP ${answer.status})`,
      };
    }
    const { status, version, redis } = health.data;
    const text = `version ${version} answers in ${took} ms, Redis (${redis.engine}) is ${redis.status}`;
    return { name, status: status === 'ok' ? 'pass' : 'warn', text };
  } catch (error) {
    return { name, status: 'fail', text: `no answer from ${url}: ${reasonOf(error)}` };
  }
}

async function tryToken(url: string, token: string): Promise<Step> {
  const name = 'Token';
  try {
    const answer = await ask(`${url}/session`, token);
    if (answer.ok) return { name, status: 'pass', text: 'it is an admin token' };
    const { error } = errorAnswerSchema.safeParse(await answer.json().catch(() => undefined)).data ?? {};
    const said = error?.message ?? `HTTP ${answer.status}`;
    const texts: Record<string, string> = {
      UNAUTHORIZED: 'the gateway does not know this token',
      FORBIDDEN: "this is a client's or worker's token; the console needs the admin token",
      ORIGIN_REFUSED: `the gateway refuses the desktop (${said}): set SIGNALBOX_ALLOWED_ORIGINS=${desktopOrigin} there`,
    };
    return { name, status: 'fail', text: texts[error?.code ?? ''] ?? said };
  } catch (error) {
    return { name, status: 'fail', text: `no answer: ${reasonOf(error)}` };
  }
}

/** As a page of the desktop would ask. */
function ask(url: string, token?: string): Promise<Response> {
  const headers = { origin: desktopOrigin, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  return fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${timeoutMs / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
