/** `node --import` of this file makes `import ... from 'electron'` mean the built stand-in. */
import { register } from 'node:module';

const standIn = new URL('../../out/e2e/electron.js', import.meta.url).href;
const hooks = `export const resolve = (name, context, next) =>
  name === 'electron' ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(name, context);`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
