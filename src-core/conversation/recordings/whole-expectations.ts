import type { Expectation, FrameMatch } from '../collection';
import type { Recording } from '../recording';
import { roleOf } from './allowed-differences';
import type { ComesExpectation, FrameEntry } from './expected-patterns';
import type { FrameBody } from './frame-body';
import { laneOf } from './replaying/lanes';

export const mostExpectations = 200;
const longestOrder = 100;

/** What is expected of a whole conversation. Frames that belong together are expected in their order. */
export class WholeExpectations {
  readonly #lanes = new Map<string, ComesExpectation[]>();

  constructor(private readonly recording: Pick<Recording, 'connections'>) {}

  add(entry: FrameEntry, expectation: ComesExpectation): void {
    const spec = this.recording.connections[entry.connection];
    const lane = `${entry.connection} ${laneOf(entry as FrameBody, spec !== undefined && roleOf(spec) !== null)}`;
    const waiting = this.#lanes.get(lane);
    if (waiting) waiting.push(expectation);
    else this.#lanes.set(lane, [expectation]);
  }

  list(): Expectation[] {
    return [...this.#lanes.values()].flatMap(inOrder).slice(0, mostExpectations);
  }
}

function inOrder(expectations: readonly ComesExpectation[]): Expectation[] {
  const capturing = expectations.filter(({ capture }) => capture !== undefined);
  const steps = expectations.map(({ frame, text, on }): FrameMatch => {
    const what = frame === undefined ? { text } : { frame };
    return { ...what, ...(on !== undefined && { on }) } as FrameMatch;
  });
  if (steps.length < 2) return [...expectations];
  const orders: Expectation[] = [];
  for (let from = 0; from < steps.length; from += longestOrder) {
    const order = steps.slice(from, from + longestOrder);
    orders.push(order.length > 1 ? { order } : (order[0] as FrameMatch));
  }
  return [...capturing, ...orders];
}
