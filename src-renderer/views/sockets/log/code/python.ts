import { base64Of } from '../../connections/bytes';
import { type CodeSource, variableFor } from './code-source';

/** Python with the `websockets` package (13 or later). */
export function pythonCode({ url, protocols, headers, secretHeaders, origin, frames }: CodeSource): string {
  const options = [
    ...(protocols.length > 0 ? [`    subprotocols=[${protocols.map(literal).join(', ')}],`] : []),
    ...(origin === null ? [] : [`    origin=${literal(origin)},`]),
    ...headerLines(headers, secretHeaders),
  ];
  const binary = frames.some((frame) => typeof frame !== 'string');
  const sends = frames.map((frame) =>
    typeof frame === 'string'
      ? `    socket.send(${literal(frame)})`
      : `    socket.send(base64.b64decode(${literal(base64Of(frame))}))`,
  );
  return `${binary ? 'import base64\n' : ''}${secretHeaders.length > 0 ? 'import os\n' : ''}
from websockets.sync.client import connect

with connect(
    ${literal(url)},${options.length === 0 ? '' : `\n${options.join('\n')}`}
) as socket:
${sends.join('\n')}
    for message in socket:
        print(message)
`.trimStart();
}

function headerLines(headers: CodeSource['headers'], secretHeaders: readonly string[]): string[] {
  const plain = Object.entries(headers).map(
    ([name, value]) => `        ${literal(name)}: ${literal(value)},`,
  );
  const secret = secretHeaders.map((name) => `        ${literal(name)}: ${secretValue(name)},`);
  return plain.length + secret.length === 0
    ? []
    : ['    additional_headers={', ...plain, ...secret, '    },'];
}

function secretValue(name: string): string {
  const value = `os.environ["${variableFor(name)}"]`;
  return name.toLowerCase() === 'authorization' ? `"Bearer " + ${value}` : value;
}

/** JSON's strings are Python's. */
function literal(text: string): string {
  return JSON.stringify(text);
}
