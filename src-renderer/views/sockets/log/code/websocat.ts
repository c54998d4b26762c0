import { base64Of } from '../../connections/bytes';
import { jsonValue } from '../read-frame';
import { type CodeSource, variableFor } from './code-source';

/** What marks a line as a binary frame. */
const binaryPrefix = 'base64:';

/** A shell's command that sends the frames with `websocat` and prints what comes. */
export function websocatCode({ url, protocols, headers, secretHeaders, origin, frames }: CodeSource): string {
  const binary = frames.some((frame) => typeof frame !== 'string');
  const options = [
    ...(binary ? ['--text', '--base64', `--binary-prefix ${quoted(binaryPrefix)}`] : []),
    ...(protocols.length > 0 ? [`--protocol ${quoted(protocols.join(', '))}`] : []),
    ...(origin === null ? [] : [`--origin ${quoted(origin)}`]),
    // Without the equals sign it would take the URL for one more header.
    ...Object.entries(headers).map(([name, value]) => `-H=${quoted(`${name}: ${value}`)}`),
    ...secretHeaders.map((name) => `-H=${quoted(`${name}: `)}${secretValue(name)}`),
  ];
  const lines = frames.map((frame) => `  ${quoted(lineOf(frame))}`);
  return `printf '%s\\n' \\
${lines.join(' \\\n')} |
  websocat --no-close ${[...options, quoted(url)].join(' \\\n    ')}
`;
}

/** A frame is a line: JSON with line ends in it is written without them, bytes as base64. */
function lineOf(frame: CodeSource['frames'][number]): string {
  if (typeof frame !== 'string') return binaryPrefix + base64Of(frame);
  if (!/[\r\n]/.test(frame)) return frame;
  const value = jsonValue(frame);
  return value === undefined ? frame.replace(/[\r\n]+/g, ' ') : JSON.stringify(value);
}

function secretValue(name: string): string {
  const value = `"$${variableFor(name)}"`;
  return name.toLowerCase() === 'authorization' ? `"Bearer $${variableFor(name)}"` : value;
}

/** Between single quotes nothing means anything to a shell but the quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
