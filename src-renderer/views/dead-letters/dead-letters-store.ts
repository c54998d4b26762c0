import { create } from 'zustand';
import type { ImportAnswer } from '../../../src-core/protocol/dead-letters';
import type { JobView } from '../../../src-core/protocol/http';
import type { Operation } from '../../../src-core/protocol/operations';
import type { Target } from './actions/target';

/** The dialog that is open. */
export type Dialog =
  | { kind: 'requeue'; target: Target }
  | { kind: 'edit'; job: JobView }
  /** `examples` are jobs of the target to show the patch on. */
  | { kind: 'patch'; target: Target; examples: JobView[] }
  | { kind: 'imported'; file: string; answer: ImportAnswer };

/** A job that was sent again on trial. */
interface OnTrial {
  /** As it was when it was dead. */
  before: JobView;
  /** What goes when it passes. */
  rest: Target;
  /** When it was sent, epoch ms. */
  since: number;
}

interface DeadLettersState {
  dialog: Dialog | null;
  /** Operations begun in this view, as last heard of, newest first. */
  begun: readonly Operation[];
  /** Ids of operations that need no showing any more. */
  dismissed: ReadonlySet<string>;
  trial: OnTrial | null;
  /** Times payloads were changed here: jobs that were read before may be old. */
  payloadChanges: number;

  show(dialog: Dialog | null): void;
  payloadsChanged(): void;
  heard(operation: Operation): void;
  dismiss(operationId: string): void;
  tryOut(trial: OnTrial | null): void;
}

/** What the dead-letter view remembers besides its address; it outlives a visit to another view. */
export const useDeadLetters = create<DeadLettersState>()((set) => ({
  dialog: null,
  begun: [],
  dismissed: new Set(),
  trial: null,
  payloadChanges: 0,

  show: (dialog) => set({ dialog }),
  payloadsChanged: () => set(({ payloadChanges }) => ({ payloadChanges: payloadChanges + 1 })),
  heard: (operation) =>
    set(({ begun }) => ({
      begun: begun.some(({ id }) => id === operation.id)
        ? begun.map((one) => (one.id === operation.id ? later(one, operation) : one))
        : [operation, ...begun],
    })),
  dismiss: (operationId) => set(({ dismissed }) => ({ dismissed: new Set(dismissed).add(operationId) })),
  tryOut: (trial) => set({ trial }),
}));

/** What has ended stays ended: word of it may come in the wrong order. */
function later(one: Operation, other: Operation): Operation {
  return one.state !== 'running' && other.state === 'running' ? one : other;
}
