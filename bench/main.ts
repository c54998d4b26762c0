import { runChild } from './child';
import { runConsole } from './console/main';
import { runFleet } from './fleet/main';
import { runPeers } from './peers';
import { runLog } from './log/main';
import { stopServers } from './redis-server';
import { runSockets } from './sockets/main';

/** What the bench can run; each takes the arguments after its name and answers the exit code. */
const scenarios: Record<string, (args: string[]) => Promise<number>> = {
  peers: runPeers,
  sockets: runSockets,
  console: runConsole,
  fleet: runFleet,
  log: runLog,
};

async function main(): Promise<number> {
  const [first = 'peers', ...rest] = process.argv.slice(2);
  const named = !first.startsWith('-');
  const scenario = scenarios[named ? first : 'peers'];
  if (scenario) return await scenario(named ? rest : process.argv.slice(2));
  console.error(`No scenario "${first}"; there are: ${Object.keys(scenarios).join(', ')}`);
  return 2;
}

if (process.argv[2] === 'child') {
  // The parent hangs up when it has its answer, or has died.
  process.on('disconnect', () => process.exit(0));
  await runChild(JSON.parse(process.argv[3] as string));
} else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stopServers().finally(() => process.exit(130)));
  }
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    // After a failure servers and timers of what ran beside it are left.
    await stopServers();
    if (process.exitCode === 1) process.exit();
  }
}
