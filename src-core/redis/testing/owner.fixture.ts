import { closeRedis } from '../close';
import { connectCommands, whenReady } from '../connect';
import type { NativeBinary } from '../native-binary';
import { startPrivateServer } from '../private-server';

/** A process that owns a private server, for tests to kill. */
process.once('message', async (options: { dir: string; binary: NativeBinary }) => {
  const server = await startPrivateServer(options);
  const client = connectCommands(server.target, { name: 'owner' });
  await whenReady(client, 5000);
  await client.set('from owner', 'yes');
  await closeRedis(client);
  process.send?.({ port: server.target.port });
});
