/** What a sandboxed preload script may require, and the process it sees, written in the page. */
const surroundings = `
const listeners = new Map();
Object.defineProperty(window, 'standInReceive', {
  value: (channel, value) => { for (const listener of listeners.get(channel) ?? []) listener({}, value); },
});
const process = { platform: ${JSON.stringify(process.platform)} };
const require = (name) => {
  if (name !== 'electron') throw new Error('a sandboxed preload cannot require ' + name);
  return {
    contextBridge: { exposeInMainWorld: (key, value) => Object.defineProperty(window, key, { value }) },
    ipcRenderer: {
      invoke: (channel, ...args) => window.standInInvoke(channel, args),
      on: (channel, listener) => listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
      off: (channel, listener) => listeners.get(channel)?.delete(listener),
    },
  };
};`;

/** The script to run in a page before its own: the built preload in what Electron would give it. */
export function preloadScript(source: string): string {
  return `(() => { ${surroundings}\n${source}\n})();`;
}
