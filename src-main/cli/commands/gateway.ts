import { type CliCommand, type Run, action } from '../run';
import { overridesOf, type ServeOptions } from './serve';

/** Headless: the gateway alone, until a signal ends it. */
export const gateway: CliCommand = {
  register(program, cli) {
    program
      .command('gateway')
      .summary('run the gateway alone')
      .description('Runs the gateway and the console, without workers, until Ctrl+C.')
      .option('--host <address>', 'address to listen on; 127.0.0.1 when not given')
      .option('--port <number>', 'port to listen on; 8000 when not given, 0 picks one')
      .option('--data <folder>', 'folder for local data and gateway.json')
      .option('--collections <folder>', 'folder of saved collections, environments and recordings')
      .option('--token <token>', 'the admin token; made at each start when not given')
      .addHelpText(
        'after',
        '\nExample:\n  $ signalbox gateway --redis redis://redis.internal:6379 --port 8000',
      )
      .action(
        action(cli, async (run: Run<ServeOptions>) => {
          const config = run.config(overridesOf(run), true);
          const { serve } = await import('../../headless');
          return await (await serve('gateway', config, { tryHandlers: false })).done;
        }),
      );
  },
};
