/** A function or value of the shared Lua files: its text, and its name as other code calls it. */
interface Part {
  names: string[];
  text: string;
}

/** Splits Lua text at its top-level `local` statements. Comments stay with what follows them. */
function parts(library: string): Part[] {
  const found: Part[] = [];
  let lines: string[] = [];
  const flush = () => {
    const text = lines.join('\n');
    const names = [...text.matchAll(/^local (?:function )?([A-Za-z_]\w*)/gm)].map(
      (match) => match[1] as string,
    );
    if (names.length > 0) found.push({ names, text });
    lines = [];
  };
  for (const line of library.split('\n')) {
    if (line.trim() === '') flush();
    else if (!line.startsWith('--')) lines.push(line);
  }
  flush();
  return found;
}

function uses(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

/**
 * The parts of the library that a body needs, in their order: each function in a script costs time at every call.
 * Blocks of the library are separated by blank lines and hold none.
 */
export function linkLua(library: string, body: string): string {
  let needed = body;
  const taken: string[] = [];
  for (const part of parts(library).reverse()) {
    if (!part.names.some((name) => uses(needed, name))) continue;
    taken.unshift(part.text);
    needed += part.text;
  }
  return `${taken.join('\n')}\n${body}`;
}
