/** `node --import` of this file makes `import ... from 'electron'` mean the stand-in built at `STAND_IN_ELECTRON`. */
import { register } from 'node:module';

const standIn = process.env.STAND_IN_ELECTRON;
const hooks = `export const resolve = (name, context, next) =>
  name === 'electron' ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(name, context);`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
