import type { Dial, Wire } from '../../../../../src-core/conversation/wire';
import { dialAsTab } from '../../connections/dial-as-tab';
import { onFrame } from '../../log/frames';

/** A dial whose frames are known in the log. */
interface WatchedDial {
  dial: Dial;
  /** Where a frame stands in the log: by its number among all frames that were sent and received, from 0. */
  lines: readonly number[];
  /** Ends the noting, and connections that are left over: one that was still being dialled at the end. */
  stop(): void;
}

/** Dials as tabs, and notes which line of the log each frame is. */
export function watchDial(): WatchedDial {
  const lines: number[] = [];
  let newest = 0;
  const wires: Wire[] = [];
  const leave = onFrame(({ seq }) => {
    newest = seq;
  });
  const dial: Dial = (name, spec, events) => {
    const wire = dialAsTab(name, spec, {
      ...events,
      received(data) {
        lines.push(newest);
        events.received(data);
      },
    });
    wires.push(wire);
    return {
      send(data) {
        wire.send(data);
        lines.push(newest);
      },
      close: (code, reason) => wire.close(code, reason),
    };
  };
  const stop = () => {
    leave();
    for (const wire of wires) wire.close();
  };
  return { dial, lines, stop };
}
