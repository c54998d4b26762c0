/** Control characters, which could move the cursor or change what a terminal shows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlsButLines = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text of a user's on one line, harmless to a terminal. */
export function oneLine(text: string): string {
  return text.replace(controls, ' ');
}

/** Text of a user's harmless to a terminal; its lines and tabs stay. */
export function harmless(text: string): string {
  return text.replace(controlsButLines, '');
}

/** Any JSON value on one line. */
export function jsonLine(value: unknown): string {
  return oneLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}
