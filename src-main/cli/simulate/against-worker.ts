import { exitCodes, UsageError } from '../failure';
import { oneLine } from '../plain-text';
import { readPayload } from '../payload';
import type { Run } from '../run';
import { type Column, renderTable } from '../tables';

export interface AgainstWorkerOptions {
  againstWorker?: boolean;
  port?: number;
  host?: string;
  token?: string;
  payload?: string;
}

const columns: Column[] = [
  { title: '' },
  { title: 'RULE' },
  { title: 'WHAT', shrinkTo: 20 },
  { title: 'SEEN', shrinkTo: 12 },
];

/** Plays the gateway to a worker that somebody else wrote, and prints which rules it keeps. Answers the exit code. */
export async function testWorker(run: Run<AgainstWorkerOptions>): Promise<number> {
  const { runConformance } = await import('../../simulation');
  const { port, host, token, payload } = run.options;
  const interruption = new AbortController();
  const release = run.io.onInterrupt(() => interruption.abort());
  try {
    const { rules, worker } = await runConformance({
      ...(port !== undefined && { port }),
      ...(host !== undefined && { host }),
      ...(token !== undefined && { token }),
      ...(payload !== undefined && { payload: await readPayload(payload, run.io) }),
      signal: interruption.signal,
      onListening: (place) =>
        run.tell(
          `Point the worker at ${place.url}\nwith the token      ${place.token}\nWaiting for it to register ...`,
        ),
      onRule: ({ id, title, outcome }) => {
        if (outcome === 'broken') run.tell(`${id} is broken: ${oneLine(title)}`);
      },
    });
    const broken = rules.filter(({ outcome }) => outcome === 'broken');
    run.print({ worker, rules }, () => {
      const rows = rules.map(({ id, title, outcome, detail }) => [
        outcome === 'kept'
          ? run.colors.green('✓')
          : outcome === 'broken'
            ? run.colors.red('✗')
            : run.colors.dim('·'),
        id,
        oneLine(title),
        outcome === 'kept' ? 'kept' : oneLine(detail || outcome),
      ]);
      return `${renderTable(columns, rows, run.io.stdout, run.colors)}\n${verdict(rules, worker !== null)}\n`;
    });
    return worker !== null && broken.length === 0 ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new UsageError(`Port ${port} is in use: choose another with --port N`);
    throw error;
  } finally {
    release();
  }
}

function verdict(rules: readonly { outcome: string }[], came: boolean): string {
  if (!came) return 'No worker registered.';
  const count = (outcome: string) => rules.filter((rule) => rule.outcome === outcome).length;
  return `${count('kept')} rules kept, ${count('broken')} broken, ${count('not seen')} not seen`;
}
