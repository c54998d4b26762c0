import { base64Of } from '../../connections/bytes';
import { jsonObject } from '../read-frame';
import { type CodeSource, tokenVariable, variableFor } from './code-source';

/** Whether `signalbox/client` can do what these frames do: it speaks to the client socket, and has a call for each of them. */
export function isForClient({ role, frames }: CodeSource): boolean {
  return role === 'client' && frames.every((frame) => typeof frame === 'string' && calls[typeOf(frame)]);
}

/** TypeScript that does with `signalbox/client` what the frames did. */
export function clientCode(source: CodeSource): string {
  const { url, clientId, frames } = source;
  const address = url.replace(/^ws/, 'http').replace(/\/ws\/client(\?.*)?$/, '');
  const lines = frames.map((frame, index) => {
    const fields = jsonObject(String(frame)) ?? {};
    return calls[typeOf(String(frame))]?.(fields, index === 0 ? '' : String(index + 1)) ?? '';
  });
  return `import { connect } from 'signalbox/client';

const client = connect({
  url: ${literal(address)},
  token: process.env.${tokenVariable} ?? '',${clientId === null ? '' : `\n  clientId: ${literal(clientId)},`}
});

${lines.join('\n')}
client.close();
`;
}

/** TypeScript for Node with the `ws` package, for any server. */
export function socketCode({ url, protocols, headers, secretHeaders, origin, frames }: CodeSource): string {
  const secret = secretHeaders.map((name) => `    ${literal(name)}: ${secretValue(name)},`);
  const plain = Object.entries(headers).map(([name, value]) => `    ${literal(name)}: ${literal(value)},`);
  const options = [
    ...(secret.length + plain.length > 0 ? ['  headers: {', ...plain, ...secret, '  },'] : []),
    ...(origin === null ? [] : [`  origin: ${literal(origin)},`]),
  ];
  const rest = options.length === 0 ? '' : `, {\n${options.join('\n')}\n}`;
  const sends = frames.map((frame) =>
    typeof frame === 'string'
      ? `  socket.send(${literal(frame)});`
      : `  socket.send(Buffer.from(${literal(base64Of(frame))}, 'base64'));`,
  );
  return `import { WebSocket } from 'ws';

const socket = new WebSocket(${literal(url)}, ${list(protocols)}${rest});
socket.on('open', () => {
${sends.join('\n')}
});
socket.on('message', (data, isBinary) => console.log(isBinary ? data : String(data)));
socket.on('close', (code, reason) => console.log('closed', code, String(reason)));
socket.on('error', (error) => console.error(error.message));
`;
}

type Fields = Record<string, unknown>;

/** The call that sends a frame of this type; `n` makes its names its own. */
const calls: Record<string, (fields: Fields, n: string) => string> = {
  submit_job: ({ job }, n) => {
    const { type, payload, ...options } = (job ?? {}) as Fields;
    const rest = Object.keys(options).length === 0 ? '' : `, ${literal(options)}`;
    return `const job${n} = await client.submit(${literal(type)}, ${literal(payload ?? null)}${rest});
job${n}.on('progress', (progress) => console.log(progress));
console.log(await job${n}.result());`;
  },
  watch_job: ({ type, ref, jobId, ...from }, n) => {
    const rest = Object.keys(from).length === 0 ? '' : `, ${literal(from)}`;
    return `const job${n} = await client.watch(${literal(jobId)}${rest});\nconsole.log(await job${n}.result());`;
  },
  cancel_job: ({ jobId, cause }) =>
    `await client.cancel(${literal(jobId)}${cause === undefined ? '' : `, ${literal(cause)}`});`,
  get_job: ({ jobId }) => `console.log(await client.get(${literal(jobId)}));`,
  // The client does by itself what these ask for.
  ping: () => '// The client pings by itself.',
  unwatch_job: ({ jobId }) => `// The client stops to watch ${literal(jobId)} when the job is over.`,
  resume: () => '// The client resumes what it watches by itself.',
};

function typeOf(frame: string): string {
  const type = jsonObject(frame)?.type;
  return typeof type === 'string' && Object.hasOwn(calls, type) ? type : '';
}

function secretValue(name: string): string {
  const value = `process.env.${variableFor(name)} ?? ''`;
  return name.toLowerCase() === 'authorization' ? `'Bearer ' + (${value})` : value;
}

/** A literal in one line: JSON is one, but for two line ends that older engines take for such. */
function literal(value: unknown): string {
  return JSON.stringify(value ?? null).replace(
    /[\u2028\u2029]/g,
    (end) => `\\u${end.charCodeAt(0).toString(16)}`,
  );
}

function list(values: readonly string[]): string {
  return `[${values.map(literal).join(', ')}]`;
}
