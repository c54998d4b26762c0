import type { FromEmbedded, ToEmbedded } from './messages';

/** The channel to the process that started this one. */
export interface ParentPort {
  send(message: FromEmbedded): void;
  onMessage(listener: (message: ToEmbedded) => void): void;
  /** Called when the parent has died or let go. */
  onGone(listener: () => void): void;
}

/** Electron's side of a utility process, which has no `process.send`. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  start(): void;
}

/** Finds the channel, whichever way this process was forked. Throws when it was run by hand. */
export function parentPort(): ParentPort {
  const utility = (process as unknown as { parentPort?: UtilityPort }).parentPort;
  if (utility) {
    return {
      send: (message) => utility.postMessage(message),
      onMessage: (listener) => {
        utility.on('message', (event) => listener(event.data as ToEmbedded));
        utility.start();
      },
      // Chromium ends utility processes together with their parent.
      onGone: () => {},
    };
  }
  if (!process.send) throw new Error('The embedded Redis is started by Signalbox, not by hand');
  return {
    send: (message) => {
      // The parent may have gone in this very moment; `onGone` deals with that.
      if (process.connected) process.send?.(message, undefined, undefined, () => {});
    },
    onMessage: (listener) => process.on('message', (message) => listener(message as ToEmbedded)),
    onGone: (listener) => process.on('disconnect', listener),
  };
}
