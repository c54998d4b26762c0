import { generators as makers } from '../../../../src-core/conversation/templates/dollar-names';
import type { EditorOptions } from '../../../components/code-editor-props';

/** Something that `{{name}}` can stand for. */
export interface Insertable {
  /** `jobId`, `$uuid`. */
  name: string;
  /** What it stands for now, or what it makes. */
  detail: string;
}

/** The generators, as they are offered and explained. */
export const generators: readonly Insertable[] = Object.entries(makers).flatMap(([name, detail]) => [
  { name: `$${name}`, detail },
  ...(name === 'random' ? [{ name: '$random 1 100', detail: 'a random whole number from 1 to 100' }] : []),
]);

/** What could follow `{{` before the cursor; null when there is none, or it is written `\{{`. */
export function variableOptions(
  text: string,
  at: number,
  insertables: readonly Insertable[],
): EditorOptions | null {
  const begun = /(\\?)\{\{([$A-Za-z0-9_ -]{0,64})$/.exec(text.slice(Math.max(0, at - 80), at));
  if (begun?.[1] !== '') return null;
  const typed = begun[2] ?? '';
  // What is there already, up to its end, is replaced.
  const [rest = ''] = /^[$A-Za-z0-9_ -]{0,64}\}\}/.exec(text.slice(at, at + 70)) ?? [];
  const options = insertables
    .filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()))
    .map(({ name, detail }) => ({ label: name, insert: `${name}}}`, detail }));
  return { from: at - typed.length, to: at + rest.length, options };
}
