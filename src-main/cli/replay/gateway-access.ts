import { gatewayFilePath, readGatewayFile } from '../../gateway-file';
import { UnreachableError } from '../failure';
import type { Run } from '../run';
import type { GatewayAccess } from './dial';

const healthMs = 5000;

export interface AccessOptions {
  gateway?: string;
  token?: string;
  workerToken?: string;
  adminToken?: string;
}

/**
 * The gateway that is named, else the one that runs on this machine. Tokens: by option, else those of the running gateway
 * when it is meant, else the first that are configured here. Throws UnreachableError.
 */
export async function findGateway(run: Run<AccessOptions>): Promise<GatewayAccess> {
  const { gateway, token, workerToken, adminToken } = run.options;
  const { dataDir, access } = run.config();
  const file = await readGatewayFile(dataDir);
  const running = file?.alive ? file : null;
  const url = gateway ?? running?.url;
  if (url === undefined)
    throw new UnreachableError(
      `No gateway runs with this data directory (${gatewayFilePath(dataDir)}). Start one with "npm start", or give --gateway URL`,
    );
  const known = running && new URL(running.url).origin === new URL(url).origin ? running : null;
  await checkAnswers(url);
  const client = token ?? known?.clientToken ?? access.clientTokens[0]?.token;
  const worker = workerToken ?? known?.workerToken ?? access.workerTokens[0]?.token;
  const monitor = adminToken ?? known?.adminToken ?? access.adminToken ?? undefined;
  return {
    url,
    tokens: {
      ...(client !== undefined && { client }),
      ...(worker !== undefined && { worker }),
      ...(monitor !== undefined && { monitor }),
    },
  };
}

async function checkAnswers(url: string): Promise<void> {
  try {
    await fetch(new URL('/health', url), { signal: AbortSignal.timeout(healthMs) });
  } catch (error) {
    const { cause, message } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw new UnreachableError(`The gateway at ${url} cannot be reached: ${why}`);
  }
}
