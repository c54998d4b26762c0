import type { AssertionState, SimulationSnapshot } from '../../../src-core/protocol/simulator';
import { type Colors, colorsFor } from '../colors';
import { fineDuration } from '../duration';
import type { Io } from '../io';

const lineEveryMs = 5000;

/** Shows how a simulation goes: a block that is drawn over on a terminal, else a line for each phase and every 5 s. All on stderr. */
export class SimulationProgress {
  readonly #io: Io;
  readonly #colors: Colors;
  #drawn = 0;
  #said: Pick<SimulationSnapshot, 'phase' | 'elapsedMs'> | null = null;

  constructor(io: Io) {
    this.#io = io;
    this.#colors = colorsFor(io.stderr, io.env);
  }

  show(snapshot: SimulationSnapshot): void {
    const { stderr } = this.#io;
    if (stderr.isTTY) {
      const lines = blockOf(snapshot, this.#colors);
      const cut = lines.map((line) => clipped(line, stderr.columns - 1));
      this.#erase();
      stderr.write(cut.join('\n'));
      this.#drawn = cut.length;
      return;
    }
    const { phase, elapsedMs } = snapshot;
    if (this.#said?.phase === phase && elapsedMs < this.#said.elapsedMs + lineEveryMs) return;
    this.#said = { phase, elapsedMs };
    stderr.write(`${lineOf(snapshot)}\n`);
  }

  /** Takes the block away. */
  end(): void {
    this.#erase();
  }

  #erase(): void {
    if (this.#drawn === 0) return;
    const up = this.#drawn > 1 ? `\u001b[${this.#drawn - 1}A` : '';
    this.#io.stderr.write(`\r${up}\u001b[J`);
    this.#drawn = 0;
  }
}

function figures({ phase, elapsedMs, durationMs, counts, wait }: SimulationSnapshot): string[] {
  const { waiting, active, completed, planned } = counts;
  return [
    phase,
    `${Math.floor(elapsedMs / 1000)} of ${Math.ceil(durationMs / 1000)} s`,
    `waiting ${waiting}`,
    `active ${active}`,
    `done ${completed}/${planned}`,
    `wait p95 ${wait ? fineDuration(wait.p95) : '-'}`,
  ];
}

function lineOf(snapshot: SimulationSnapshot): string {
  const broken = snapshot.assertions.filter(({ state }) => state === 'broken').map(({ id }) => id);
  const verdict = broken.length > 0 ? `broken: ${broken.join(', ')}` : 'no assertion broken';
  return [...figures(snapshot), verdict].join('  ');
}

function blockOf(snapshot: SimulationSnapshot, colors: Colors): string[] {
  const { scenario, seed, workers, counts, assertions } = snapshot;
  const away = workers.filter(({ state }) => state === 'away' || state === 'connecting').length;
  return [
    `${colors.bold(scenario)}  seed ${seed}`,
    figures(snapshot).join('  '),
    `workers ${workers.length - away} here, ${away} away  retries ${counts.retries}  refused by fence ${counts.fenced}  dead ${counts.dead}`,
    ...assertions.map(
      (each) => `${assertionMark(each.state, colors)} ${each.text}  ${colors.dim(each.value)}`,
    ),
  ];
}

/** How an assertion stands, as a mark. */
export function assertionMark(state: AssertionState['state'], colors: Colors): string {
  if (state === 'holds') return colors.green('✓');
  return state === 'broken' ? colors.red('✗') : colors.dim('·');
}

/** The line cut to so many characters; escape sequences take no room. */
function clipped(line: string, columns: number): string {
  let room = columns;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what begins an escape sequence
  return line.replace(/\u001b\[[0-9;]*m|./gu, (part) => {
    if (part.length > 1 && part.startsWith('\u001b')) return part;
    room -= 1;
    return room >= 0 ? part : '';
  });
}
