import { useLive } from '../../../stores/live';
import { StateLog } from './state-log';

/** The states of this console's session; fed for as long as the page is open. */
export const loggedStates = new StateLog();

for (const frame of useLive.getState().statsHistory) loggedStates.note(frame);
useLive.subscribe(({ stats }, before) => {
  if (stats === before.stats) return;
  // Another gateway is about to speak.
  if (stats === null) loggedStates.clear();
  else loggedStates.note(stats);
});
