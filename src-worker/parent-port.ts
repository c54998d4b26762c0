/** The message port to the process that started this one. */
export interface ParentPort {
  /** Resolves when the message is handed to the system, also when the parent is gone. */
  send(message: unknown): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the parent is gone. Electron ends its utility processes itself and calls nothing. */
  onClose(listener: () => void): void;
}

/** What Electron adds to `process` in a utility process. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The port of a forked Node process or of an Electron utility process; null when this process is neither. */
export function openParentPort(): ParentPort | null {
  const utilityPort = (process as { parentPort?: UtilityPort | null }).parentPort;
  if (utilityPort) return utilityParent(utilityPort);
  return process.send ? forkParent() : null;
}

function forkParent(): ParentPort {
  return {
    send: (message) =>
      new Promise((resolve) => {
        if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
        else resolve();
      }),
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.once('disconnect', listener),
  };
}

function utilityParent(port: UtilityPort): ParentPort {
  return {
    send: async (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', (event) => listener(event.data)),
    onClose: () => {},
  };
}
