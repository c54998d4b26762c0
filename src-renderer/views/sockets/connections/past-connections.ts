import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { z } from 'zod';
import { type ConnectionSpec, connectionSpecSchema } from '../../../../src-core/protocol/connection-spec';
import type { Via } from './dial-best';
import { withoutSecrets } from './secret-parts';

/** So many are remembered. */
const most = 12;

const pastSchema = z.object({
  name: z.string(),
  spec: connectionSpecSchema,
  via: z.enum(['relay', 'browser']),
  /** What has to be typed again, as it is kept nowhere. */
  left: z.array(z.string()),
});
export type PastConnection = z.infer<typeof pastSchema>;

/** Connections that were made from the form, newest first; kept on this machine, without their secrets. */
export const usePastConnections = create<{ past: readonly PastConnection[] }>()(
  persist((): { past: readonly PastConnection[] } => ({ past: [] }), {
    name: 'signalbox.past-connections',
    // Another version may have written them.
    merge: (stored, current) => ({
      past: z.object({ past: z.array(pastSchema) }).safeParse(stored).data?.past ?? current.past,
    }),
  }),
);

/** Remembers a connection; an earlier one to the same place is replaced. */
export function remember(name: string, spec: ConnectionSpec, via: Via): void {
  const added = { name, via, ...withoutSecrets(spec) };
  usePastConnections.setState(({ past }) => ({
    past: [added, ...past.filter((one) => place(one.spec) !== place(added.spec))].slice(0, most),
  }));
}

export function forget(past: PastConnection): void {
  usePastConnections.setState((state) => ({ past: state.past.filter((one) => one !== past) }));
}

function place({ role, url, clientId, protocols = [] }: ConnectionSpec): string {
  return JSON.stringify([role, url, clientId, protocols]);
}
