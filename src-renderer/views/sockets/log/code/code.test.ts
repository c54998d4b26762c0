import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeSource } from './code-source';
import { pythonCode } from './python';
import { clientCode, isForClient, socketCode } from './typescript';
import { websocatCode } from './websocat';

const nasty = `it's "q" \\ \${x} \`b\` $(rm) {{v}} 100% é \u2028 \u0001 </script>\n`;
const source: CodeSource = {
  url: 'ws://127.0.0.1:8000/ws/client',
  role: 'client',
  protocols: ['signalbox.v1'],
  headers: {},
  secretHeaders: ['Authorization'],
  origin: null,
  clientId: null,
  frames: [
    JSON.stringify({ type: 'submit_job', ref: 1, job: { type: 'echo', payload: { nasty }, attempts: 2 } }),
    JSON.stringify({ type: 'watch_job', jobId: 'j1', afterSeq: 3 }),
    JSON.stringify({ type: 'cancel_job', jobId: 'j1', cause: nasty }),
    JSON.stringify({ type: 'get_job', jobId: 'j1' }),
    JSON.stringify({ type: 'ping' }),
  ],
};
const other: CodeSource = {
  url: "wss://example.test/a?b='c'",
  role: null,
  protocols: ['chat.v2', 'chat'],
  headers: { 'X-Room': nasty.trim() },
  secretHeaders: ['Authorization', 'x-api-key'],
  origin: 'https://example.test',
  clientId: null,
  frames: [nasty, JSON.stringify({ nasty }), Uint8Array.from([0, 1, 255])],
};

/** What the compiler says of each of these programs, with the client itself in the place of the package. */
function typeFaults(codes: readonly string[]): string[][] {
  const here = (name: string) => join(import.meta.dirname, name);
  const files = new Map(codes.map((code, n) => [here(`generated-${n}.ts`), code]));
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    paths: { 'signalbox/client': [here('../../../../../src-core/client/client.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path);
  host.readFile = (path) => files.get(path) ?? readFile.call(host, path);
  host.getSourceFile = (path, ...rest) => {
    const code = files.get(path);
    if (code === undefined) return getSourceFile.call(host, path, ...rest);
    return ts.createSourceFile(path, code, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
}

describe('code made of frames', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'signalbox-code-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('in TypeScript is right by its types', { timeout: 60_000 }, () => {
    const wrong = `${clientCode(source)} client.nothing();`;
    expect(typeFaults([clientCode(source), socketCode(other), wrong])).toEqual([
      [],
      [],
      ["Property 'nothing' does not exist on type 'SignalboxClient'."],
    ]);
  });

  it('calls what the client has for each frame', () => {
    const code = clientCode({ ...source, clientId: 'ada' });
    expect(code).toContain(`url: "http://127.0.0.1:8000",`);
    expect(code).toContain(`clientId: "ada",`);
    expect(code).toContain('client.submit("echo", {"nasty":');
    expect(code).toContain(', {"attempts":2});');
    expect(code).toContain('client.watch("j1", {"afterSeq":3})');
    expect(code).toContain("token: process.env.SIGNALBOX_TOKEN ?? ''");
    expect(isForClient(source)).toBe(true);
    expect(isForClient({ ...source, role: 'worker' })).toBe(false);
    expect(isForClient({ ...source, frames: ['{"type":"other"}'] })).toBe(false);
    expect(isForClient({ ...source, frames: [new Uint8Array(1)] })).toBe(false);
  });

  it('in Python is Python, and sends the very same frames', () => {
    for (const [n, one] of [source, other].entries()) {
      const file = join(folder, `sent${n}.py`);
      writeFileSync(file, pythonCode(one));
      execFileSync('python3', ['-m', 'py_compile', file]);
      // In the place of the package: a connection that prints what it is given.
      writeFileSync(
        join(folder, `stand_in${n}.py`),
        `import sys, types, json, base64
class Socket:
    def __enter__(self): return self
    def __exit__(self, *_): return None
    def __iter__(self): return iter([])
    def send(self, data): print(json.dumps({"b": base64.b64encode(data).decode()} if isinstance(data, bytes) else {"t": data}))
client = types.ModuleType("websockets.sync.client")
def connect(url, **options):
    print(json.dumps([url, options]))
    return Socket()
client.connect = connect
for name in ["websockets", "websockets.sync"]: sys.modules[name] = types.ModuleType(name)
sys.modules["websockets.sync.client"] = client
exec(open(sys.argv[1], encoding="utf-8").read())
`,
      );
      const env = { ...process.env, SIGNALBOX_TOKEN: 'T', X_API_KEY: 'K' };
      const said = execFileSync('python3', [join(folder, `stand_in${n}.py`), file], {
        env,
        encoding: 'utf8',
      });
      const [opened, ...sent] = said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(opened).toMatchObject([one.url, { subprotocols: one.protocols }]);
      expect(opened[1].additional_headers).toMatchObject({ Authorization: 'Bearer T', ...one.headers });
      expect(sent).toEqual(
        one.frames.map((frame) =>
          typeof frame === 'string' ? { t: frame } : { b: Buffer.from(frame).toString('base64') },
        ),
      );
    }
  });

  it('for websocat means nothing else to a shell', () => {
    // In the place of the program: a function that prints its arguments and what it is given.
    const standIn = 'websocat() { printf "<%s>\\n" "$@"; cat; }\n';
    const env = { ...process.env, SIGNALBOX_TOKEN: 'T', X_API_KEY: 'K' };
    const said = execFileSync('sh', ['-c', standIn + websocatCode(other)], { env, encoding: 'utf8' });
    expect(said).toContain('<-H=Authorization: Bearer T>\n<-H=x-api-key: K>\n');
    expect(said).toContain(`<-H=X-Room: ${nasty.trim()}>`);
    expect(said).toContain(`<wss://example.test/a?b='c'>`);
    expect(said).toContain('<chat.v2, chat>');
    expect(said).toContain(`${nasty.trimEnd()} \n${JSON.stringify({ nasty })}\nbase64:AAH/\n`);
  });

  it('names no secret', () => {
    for (const make of [clientCode, socketCode, pythonCode, websocatCode])
      expect(make({ ...source, secretHeaders: ['Authorization'] })).toContain('SIGNALBOX_TOKEN');
  });
});
