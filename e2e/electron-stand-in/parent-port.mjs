/** Gives a forked Node process the `process.parentPort` that Electron gives a utility process. */
import { EventEmitter } from 'node:events';

const port = new EventEmitter();
// Like the real port: messages wait until somebody listens.
port.once('newListener', () => process.on('message', (data) => port.emit('message', { data, ports: [] })));
process.on('disconnect', () => process.exit());

Object.assign(process, {
  parentPort: Object.assign(port, {
    start: () => {},
    /** @param {unknown} message */
    postMessage: (message) => process.send?.(message),
  }),
});
