/** Stack frames that follow each other, of the program itself or of what it runs on. */
export interface StackPart {
  kind: 'own' | 'library';
  lines: string[];
}

const frame = /^\s*at /;
const library = /node_modules|\bnode:|[\\/]out[\\/]main[\\/]/;

/** The frames of a stack without the message above them, in runs of own code and of libraries. */
export function stackParts(stack: string): StackPart[] {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => frame.test(line));
  if (first === -1) return [];
  const parts: StackPart[] = [];
  for (const line of lines.slice(first)) {
    const kind = frame.test(line) && library.test(line) ? 'library' : 'own';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line.trimEnd());
    else parts.push({ kind, lines: [line.trimEnd()] });
  }
  return parts;
}
