import type { Dial } from '../../../../src-core/conversation/wire';
import { connect, disconnect, removeTab, sendFrame, useConnections } from './connections';
import { refuseToSend } from './tab-dial';

/**
 * Dials for a run or a replay: in a tab with the conversation's name for it, so that its frames are in the log. The tab
 * stays when it is closed; the next run's of the same name takes its place.
 */
export const dialAsTab: Dial = (name, spec, events) => {
  const earlier = useConnections
    .getState()
    .list.find((one) => one.ofRun && one.name === name && one.state === 'closed');
  if (earlier) removeTab(earlier.id);
  try {
    const id = connect(spec, name, { run: { also: events } });
    return {
      send: (data) => sendFrame(id, data),
      close: (code, reason) => disconnect(id, code, reason),
    };
  } catch (error) {
    events.failed((error as Error).message);
    return { send: refuseToSend, close: () => undefined };
  }
};
