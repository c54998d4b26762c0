import type { Overrides } from '../../config-reader';
import { type CliCommand, type Run, action } from '../run';

/** Options of the commands that run something, as typed: they are checked where the environment is. */
export interface ServeOptions extends Overrides {
  tryHandlers?: boolean;
}

/** What an instance is told by options, apart from what only this command line needs. */
export function overridesOf({ options }: Run<ServeOptions>): Overrides {
  const { host, port, workers, concurrency, handlers, data, collections, token } = options;
  const given = Object.entries({ host, port, workers, concurrency, handlers, data, collections, token });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Headless: the gateway and its workers, until a signal ends them. */
export const serve: CliCommand = {
  register(program, cli) {
    program
      .command('serve')
      .summary('run the gateway and workers here')
      .description('Runs the gateway, the console and workers until Ctrl+C.')
      .option('--host <address>', 'address to listen on; 127.0.0.1 when not given')
      .option('--port <number>', 'port to listen on; 8000 when not given, 0 picks one')
      .option('--workers <number>', 'worker processes here; 0 runs none')
      .option('--concurrency <number>', 'jobs a worker process runs at once')
      .option('--handlers <file>', 'a module with handlers of your own')
      .option('--data <folder>', 'folder for local data and gateway.json')
      .option('--collections <folder>', 'folder of saved collections, environments and recordings')
      .option('--token <token>', 'the admin token; made at each start when not given')
      .option('--try-handlers', 'offer the job type "fail" too, to try failures')
      .addHelpText('after', '\nExample:\n  $ signalbox serve --port 8080 --workers 2')
      .action(
        action(cli, async (run: Run<ServeOptions>) => {
          const config = run.config(overridesOf(run), true);
          // Loaded late: other commands start faster without the gateway.
          const { serve: start } = await import('../../headless');
          const running = await start('serve', config, { tryHandlers: run.options.tryHandlers === true });
          return await running.done;
        }),
      );
  },
};
