import { useCallback } from 'react';
import { go, href, useRoute } from '../../routing/routes';
import { type WorkerOrder, workerOrders } from './grid/grid-lines';
import { type WorkerStatus, workerStatuses } from './worker-entries';

/** What the workers view shows, as its address says. */
export interface WorkersAddress {
  /** The open worker; null = none. */
  open: string | null;
  text: string;
  status: WorkerStatus | null;
  order: WorkerOrder;
}

/** Reads and writes the view's address. Narrowing replaces it; opening a worker is a step one can go back. */
export function useWorkersAddress() {
  const { path, params } = useRoute();
  const status = params.get('state');
  const order = params.get('order');
  const address: WorkersAddress = {
    open: path[1] ?? null,
    text: params.get('q') ?? '',
    status: workerStatuses.find((known) => known === status) ?? null,
    order: workerOrders.find((known) => known === order) ?? 'name',
  };
  const { open, text, status: narrowed, order: by } = address;
  const hrefOf = useCallback(
    (id: string | null) =>
      href(id === null ? ['workers'] : ['workers', id], {
        q: text,
        state: narrowed ?? undefined,
        order: by === 'name' ? undefined : by,
      }),
    [text, narrowed, by],
  );
  const change = (changes: Partial<Omit<WorkersAddress, 'open'>>) => {
    const next = { ...address, ...changes };
    go(
      href(open === null ? ['workers'] : ['workers', open], {
        q: next.text,
        state: next.status ?? undefined,
        order: next.order === 'name' ? undefined : next.order,
      }),
      { replace: true },
    );
  };
  return { address, change, hrefOf };
}
