import { fork } from 'node:child_process';
import { closeRedis } from '../close';
import { connectCommands, whenReady } from '../connect';
import { startEmbedded } from '../embedded/start';

/** A process that owns an embedded server, for tests to kill. */
process.once('message', async (options: { dir: string; entryPath: string }) => {
  const server = await startEmbedded({ ...options, fork });
  const client = connectCommands(server.target, { name: 'owner' });
  await whenReady(client, 5000);
  await client.set('from owner', 'yes');
  await closeRedis(client);
  process.send?.({ port: server.target.port });
});
