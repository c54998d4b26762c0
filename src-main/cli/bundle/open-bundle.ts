import { readFile, stat } from 'node:fs/promises';
import { BundleError, openedBundleBytes, readBundle } from '../../../src-core/protocol/bundle';
import { exitCodes, UsageError } from '../failure';
import { harmless, oneLine } from '../plain-text';
import type { Build, Run } from '../run';

export interface OpenOptions {
  port?: number;
}

/** Shows the bundle in the console until Ctrl+C. Throws UsageError when the file is none. */
export async function openBundle(run: Run<OpenOptions>, { files }: Build, file: string): Promise<number> {
  const text = await readText(file);
  const { trace, madeAt, system } = readable(file, text);
  const { serveBundle } = await import('../../bundle-server');
  const server = await serveBundle({ consoleDir: files.console, text, port: run.options.port ?? 0 });
  try {
    const interrupted = new Promise<void>((resolve) => run.io.onInterrupt(resolve));
    run.print({ url: server.url, jobId: trace.job.id, madeAt, version: system.version }, () => {
      const { type, id, state } = trace.job;
      return `Job ${oneLine(id)} (${oneLine(type)}, ${state}), as it was at ${madeAt}:\n\n  ${server.url}\n\nCtrl+C ends it.\n`;
    });
    await interrupted;
    return exitCodes.done;
  } finally {
    await server.close();
  }
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > openedBundleBytes)
      throw new UsageError(
        `${harmless(file)} has ${Math.ceil(size / 1024 / 1024)} MiB; at most ${openedBundleBytes / 1024 / 1024} are opened`,
      );
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `The file "${file}" cannot be read (${(error as NodeJS.ErrnoException).code ?? 'failed'})`,
    );
  }
}

function readable(file: string, text: string) {
  try {
    return readBundle(text);
  } catch (error) {
    if (error instanceof BundleError) throw new UsageError(`${harmless(file)}: ${error.message}`);
    throw error;
  }
}
