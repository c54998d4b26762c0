import { create } from 'zustand';
import { type Operation, operationSchema } from '../../../../src-core/protocol/operations';
import { notify } from '../../../components/notify';
import { api } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import { type BulkAct, bulkParts, isRunning } from './bulk-parts';
import { mergedOperation } from './merged-operation';

interface BulkState {
  /** The act under way, or the last one; null = none, or taken away. */
  operation: Operation | null;
  /** Begins an act on the jobs of these keys. One at a time. */
  begin(act: BulkAct, keys: readonly string[]): Promise<void>;
  stop(): Promise<void>;
  dismiss(): void;
}

/** Between two looks at an operation that goes on; ms. */
const lookMs = 400;

/** The act on many jobs that the jobs view began; it goes on when another view is opened. */
export const useBulk = create<BulkState>()((set, get) => {
  let begun: Operation[] = [];
  let rest = 0;
  let stopped = false;
  const show = () => set({ operation: mergedOperation(begun, rest, stopped) });
  const heard = (operation: Operation) => {
    begun = [...begun.filter(({ id }) => id !== operation.id), operation];
    show();
  };
  return {
    operation: null,

    async begin(act, keys) {
      if (get().operation?.state === 'running') {
        notify.failure({
          title: 'Another act is still under way',
          text: 'Stop it, or wait until it is over.',
        });
        return;
      }
      begun = [];
      stopped = false;
      rest = keys.length;
      try {
        for (const { path, body } of bulkParts(act, keys)) {
          if (stopped) break;
          const first = await api.send('POST', path, body, operationSchema);
          rest -= body.ids.length;
          heard(first);
          const { state } = await followed(first.id, heard);
          if (state !== 'done') break;
        }
      } catch (error) {
        stopped = true;
        notify.failure({
          title: begun.length === 0 ? 'Nothing was done' : 'Only a part was done',
          text: asApiError(error).message,
        });
      }
      show();
    },

    async stop() {
      stopped = true;
      const running = begun.find(isRunning);
      if (!running) return show();
      try {
        heard(await api.send('POST', `/operations/${running.id}/stop`, undefined, operationSchema));
      } catch (error) {
        notify.failure({ title: 'It was not stopped', text: asApiError(error).message });
      }
    },

    dismiss: () => set({ operation: null }),
  };
});

/** Looks at an operation until it is over. Throws ApiError. */
async function followed(id: string, heard: (operation: Operation) => void): Promise<Operation> {
  for (;;) {
    const operation = await api.get(`/operations/${id}`, operationSchema);
    heard(operation);
    if (!isRunning(operation)) return operation;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
