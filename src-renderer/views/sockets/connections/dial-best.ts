import type { Wire } from '../../../../src-core/conversation/wire';
import type { ConnectionSpec } from '../../../../src-core/protocol/connection-spec';
import { dialThroughRelay } from './dial';
import { dialDirectly } from './dial-directly';
import { askRelay } from './relay-state';
import { refuseToSend, type TabEvents } from './tab-dial';

/** How a connection is dialled: through the gateway's relay, or by the browser itself. */
export type Via = 'relay' | 'browser';

interface BestEvents extends TabEvents {
  /** Which way it was dialled, as soon as that is known. */
  dialled(via: Via): void;
}

const relayIsOff =
  'The relay of this gateway is off, and without it a browser reaches no other server than its own gateway.';

/** Dials the way that was chosen; the sockets of the gateway directly when its relay is off. */
export function dialBest(chosen: Via, spec: ConnectionSpec, events: BestEvents): Wire {
  let wire: Wire | null = null;
  let ended = false;
  const dial = (via: Via) => {
    if (ended) return;
    events.dialled(via);
    wire = via === 'relay' ? dialThroughRelay(spec, events) : dialDirectly(spec, events);
  };
  if (chosen === 'browser') dial('browser');
  else
    void askRelay().then((state) => {
      if (state !== 'off') return dial('relay');
      if (spec.role !== undefined) return dial('browser');
      if (!ended) events.failed(relayIsOff, undefined, { code: 'RELAY_OFF' });
    });
  return {
    send: (data) => (wire ? wire.send(data) : refuseToSend()),
    close: (code, reason) => {
      if (wire) return wire.close(code, reason);
      if (ended) return;
      ended = true;
      events.closed({ code: 1000, reason: '', by: 'client' });
    },
  };
}
