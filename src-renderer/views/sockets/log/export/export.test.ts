import { describe, expect, it } from 'vitest';
import type { LoggedFrame } from '../frames';
import { Har } from './har';
import { jsonLine } from './jsonl';
import { masking } from './masking';

const frame: LoggedFrame = {
  seq: 3,
  at: 1_700_000_000_123.456,
  connectionId: 'c1',
  connection: 'client',
  way: 'sent',
  data: '{"type":"login","password":"p4ss","note":"s3cret-value"}',
  bytes: 10,
  type: 'login',
  jobId: '',
};
const mask = masking(['s3cret-value', 'a"b/c&d', 'ab']);
const handshake = {
  url: 'ws://u:p4ss@h/x?token=t0ken-t0ken',
  address: '127.0.0.1:80',
  protocol: 'chat.v2',
  extensions: '',
  status: 101,
  requestHeaders: { authorization: 'Bearer t0ken-t0ken-t0ken', host: 'h', 'x-api-key': 'k3y' },
  responseHeaders: { upgrade: 'websocket', 'set-cookie': 'sid=c00kie' },
  tookMs: 12,
  connectMs: 3,
};

describe('masking', () => {
  it('takes out secrets by their fields, by their values and however they are written', () => {
    expect(mask.text(frame.data as string)).toBe('{"type":"login","password":"***","note":"***"}');
    expect(mask.text('x a\\"b/c&d y')).toBe('x *** y');
    expect(mask.text('x=a%22b%2Fc%26d')).toBe('x=***');
    expect(mask.text('about')).toBe('about');
  });

  it('takes them out of bytes too, and leaves other bytes alone', () => {
    const text = new TextEncoder().encode('é s3cret-value');
    expect(new TextDecoder().decode(mask.data(text) as Uint8Array)).toBe('é ***');
    const bytes = Uint8Array.from([255, ...new TextEncoder().encode('s3cret-value'), 254]);
    expect(mask.data(bytes)).toEqual(Uint8Array.from([255, 42, 42, 42, 254]));
    const plain = Uint8Array.from([0, 255, 128]);
    expect(mask.data(plain)).toBe(plain);
  });
});

describe('JSON lines', () => {
  it('say all of a frame but its secrets', () => {
    expect(JSON.parse(jsonLine(frame, mask))).toEqual({
      seq: 3,
      time: '2023-11-14T22:13:20.123Z',
      at: 1_700_000_000_123.456,
      connection: 'client',
      connectionId: 'c1',
      direction: 'sent',
      type: 'login',
      bytes: 10,
      text: '{"type":"login","password":"***","note":"***"}',
    });
    const binary = jsonLine({ ...frame, data: Uint8Array.from([1, 2]), jobId: 'j' }, mask);
    expect(JSON.parse(binary)).toMatchObject({ jobId: 'j', base64: 'AQI=' });
  });
});

describe('the HTTP archive', () => {
  const har = () => new Har(mask, new Map([['c1', handshake]]), '1.2.3');

  it('has an entry for each connection, its frames as Chromium writes them', () => {
    const archive = har();
    archive.add({ ...frame, way: 'opened', data: 'ws://h/x', at: 1_700_000_000_000 });
    archive.add(frame);
    archive.add({ ...frame, way: 'received', data: Uint8Array.from([1, 2]) });
    archive.add({ ...frame, connectionId: 'c2', way: 'opened', data: 'ws://other/' });
    const { log } = JSON.parse(archive.text());
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'Signalbox', version: '1.2.3' } });
    expect(log.entries).toHaveLength(2);
    expect(log.entries[0]).toMatchObject({
      startedDateTime: '2023-11-14T22:13:20.000Z',
      _resourceType: 'websocket',
      response: { status: 101 },
      timings: { wait: 12 },
    });
    expect(log.entries[0]._webSocketMessages).toEqual([
      { type: 'send', time: 1_700_000_000.123456, opcode: 1, data: mask.text(frame.data as string) },
      { type: 'receive', time: 1_700_000_000.123456, opcode: 2, data: 'AQI=' },
    ]);
    expect(log.entries[1].request.url).toBe('ws://other/');
  });

  it('has no secret in it', () => {
    const archive = har();
    archive.add({ ...frame, way: 'opened', data: handshake.url });
    archive.add(frame);
    const text = archive.text();
    expect(text).not.toMatch(/p4ss|t0ken|k3y|c00kie|s3cret/);
    expect(text).toContain('{"name":"host","value":"h"}');
    expect(text).toContain('{"name":"x-api-key","value":"***"}');
  });
});
