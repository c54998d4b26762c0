import pc from 'picocolors';
import type { Environment } from '../config-reader';
import type { Screen } from './io';

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours for one output: none when it is not a terminal, cannot show them, or NO_COLOR asks for none. */
export function colorsFor(screen: Screen, env: Environment): Colors {
  return pc.createColors(screen.isTTY && !env.NO_COLOR && env.TERM !== 'dumb');
}
