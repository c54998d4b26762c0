import { afterEach, describe, expect, it } from 'vitest';
import { type Connection, useConnections } from '../../connections/connections';
import { notYet } from '../../connections/live-connection';
import { logFrame } from '../../log/frames';
import { keepSecret, useVariables } from '../../variables/variables';
import { finishRecording, startRecording, stopRecording, throwAway, useRecording } from './recording-store';

const url = 'wss://example.org/room';
const tab = (id: string, name: string, part: Partial<Connection> = {}): Connection => ({
  ...notYet,
  id,
  name,
  spec: { url },
  via: 'relay',
  ofRun: false,
  state: 'open',
  ...part,
});
const say = (connectionId: string, connection: string, data: string) =>
  logFrame({ connectionId, connection, way: 'sent', data });

afterEach(() => {
  throwAway();
  useConnections.setState({ list: [], currentId: null });
  useVariables.setState({ secrets: {}, captured: {} });
});

describe('recording', () => {
  it('begins with what is open, and goes on with what is opened', () => {
    useConnections.setState({ list: [tab('c1', 'chat'), tab('c2', 'later', { state: 'connecting' })] });
    startRecording();
    say('c1', 'chat', 'hello');
    logFrame({ connectionId: 'c2', connection: 'later', way: 'opened', data: url });
    say('c2', 'later', '{"type":"hi"}');
    logFrame({
      connectionId: 'c2',
      connection: 'later',
      way: 'closed',
      data: '4005 by the server: over: done',
    });
    stopRecording();
    say('c1', 'chat', 'too late');
    expect(useRecording.getState()).toMatchObject({
      frames: 2,
      connections: ['chat', 'later'],
      stopped: true,
    });
    const { name, connections, entries } = finishRecording('talk', ['chat', 'later']);
    expect([name, connections]).toEqual(['talk', { chat: { url }, later: { url } }]);
    expect(entries.map(({ kind, connection }) => `${connection} ${kind}`)).toEqual([
      'chat open',
      'chat sent',
      'later open',
      'later sent',
      'later close',
    ]);
    expect(entries.at(-1)).toMatchObject({ code: 4005, by: 'server', reason: 'over: done' });
    expect(finishRecording('talk', ['chat']).entries).toHaveLength(2);
  });

  it('keeps no secret, also none that is given only while it goes on', () => {
    const spec = { url, token: '{{apiToken}}', headers: { 'x-api-key': 'sk-12345678' } };
    useVariables.setState({ captured: { apiToken: 'open-sesame' } });
    useConnections.setState({ list: [tab('c1', 'chat', { spec })] });
    startRecording();
    say('c1', 'chat', 'the words are ada-1815 and open-sesame');
    keepSecret({ pin: 'ada-1815' });
    const text = JSON.stringify(finishRecording('talk', ['chat']));
    expect(text).toContain('the words are');
    expect(text).not.toMatch(/ada-1815|open-sesame|sk-12345678/);
  });
});
