import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { type FetchOptions, saveBundle } from '../bundle/save-bundle';
import { openBundle, type OpenOptions } from '../bundle/open-bundle';
import { UsageError } from '../failure';
import { action, type CliCommand, type Run } from '../run';
import { wholeNumber } from '../values';

interface BundleOptions extends FetchOptions, OpenOptions {
  open?: string;
}

/** All that is known of a job in one file, and the console that shows such a file. */
export const bundle: CliCommand = {
  register(program, cli) {
    const command: Command = program
      .command('bundle')
      .summary('save all that is known of a job in one file, or open such a file')
      .description(
        'Asks the gateway for an incident bundle: the trace of a job with its frames, the log round it, settings, versions and numbers, without secrets. --open shows one in the console, with no gateway and no Redis.',
      )
      .argument('[id]', "the job's id")
      .option('--out <file>', 'the file to write; signalbox-bundle-ID.json when not given, - is stdout')
      .option('--gateway <url>', 'ask this gateway, not the one that runs on this machine', gatewayUrl)
      .option('--token <token>', 'its admin token, for --gateway')
      .option('--open <file>', 'show this bundle until Ctrl+C')
      .option(
        '--port <number>',
        'for --open: the port of the page; a free one when not given',
        wholeNumber(0, 65_535),
      );
    command
      .addHelpText(
        'after',
        '\nExamples:\n  $ signalbox bundle 01jz8m2k\n  $ signalbox bundle --open signalbox-bundle-01jz8m2k.json',
      )
      .action(
        action(cli, (run: Run<BundleOptions>, id: string | undefined) => {
          const { open } = run.options;
          if ((id === undefined) === (open === undefined))
            throw new UsageError('Give one of: the id of a job, --open FILE. --help says more');
          return open === undefined ? saveBundle(run, id as string) : openBundle(run, cli.build, open);
        }),
      );
  },
};

function gatewayUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin;
  throw new InvalidArgumentError('Accepted: a URL like http://127.0.0.1:8000.');
}
