import { gatewayFilePath, readGatewayFile } from '../../gateway-file';
import { type Check, fail, pass, warn } from './check';

const name = 'gateway';
const timeoutMs = 3000;

/** Whether the instance of this machine runs and says it is well. */
export async function checkGateway(dataDir: string): Promise<Check> {
  const file = await readGatewayFile(dataDir);
  const start = 'start one with "npm start" or "signalbox serve"';
  if (!file) return warn(name, `none runs here (no ${gatewayFilePath(dataDir)})`, start);
  if (!file.alive) return warn(name, `the one at ${file.url} has ended without stopping`, start);
  try {
    const answer = await fetch(new URL('/health', file.url), { signal: AbortSignal.timeout(timeoutMs) });
    const { status, version } = (await answer.json()) as { status?: string; version?: string };
    if (status === 'ok') return pass(name, `${file.url} is ok, version ${version ?? 'unknown'}`);
    const remedy = 'its log and the checks of Redis above say why';
    if (status === 'degraded') return warn(name, `${file.url} says it is degraded`, remedy);
    return fail(name, `${file.url} says it is ${status ?? `something else (HTTP ${answer.status})`}`, remedy);
  } catch (error) {
    const { cause, message } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    return fail(
      name,
      `${file.url} does not answer: ${why}`,
      `look at process ${file.pid}, or start it again`,
    );
  }
}
