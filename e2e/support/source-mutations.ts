import type { Plugin } from 'vite';

/** One line of the source, changed. */
export interface SourceMutation {
  /** How the file's path ends. A `?raw` one is seen as a string of JavaScript: its line ends are escaped. */
  file: string;
  from: string | RegExp;
  to: string;
}

/** Changes the source while it is bundled. The build fails when a line is not there any more. */
export function mutating(mutations: readonly SourceMutation[]): Plugin {
  const left = new Set(mutations);
  return {
    name: 'mutating',
    enforce: 'pre',
    transform(code, id) {
      const own = mutations.filter(({ file }) => id.split('?')[0]?.endsWith(file));
      if (own.length === 0) return null;
      return own.reduce((text, mutation) => {
        const { file, from, to } = mutation;
        const changed = text.replace(from, () => to);
        if (changed === text) throw new Error(`${file} has no ${from} any more: mend the mutation`);
        left.delete(mutation);
        return changed;
      }, code);
    },
    buildEnd(error) {
      const [missed] = left;
      if (!error && missed) throw new Error(`${missed.file} is not part of the program: mend the mutation`);
    },
  };
}
