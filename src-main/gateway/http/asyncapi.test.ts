import { expect, it } from 'vitest';
import { describeSockets } from './asyncapi';

interface Described {
  channels: Record<
    string,
    { messages: Record<string, { payload: { properties: object; required: string[] } }> }
  >;
}

/** The fields of a frame. */
function fields(channel: string, message: string): string[] {
  const { channels } = describeSockets('1.0.0') as unknown as Described;
  return Object.keys(channels[channel]?.messages[message]?.payload.properties ?? {});
}

it("tells each socket's own welcome", () => {
  expect(fields('client', 'to_client_welcome')).toContain('resumeToken');
  expect(fields('monitor', 'to_client_welcome')).toContain('resumeToken');
  expect(fields('worker', 'to_client_welcome')).toEqual([
    'type',
    'connectionId',
    'workerId',
    'heartbeatMs',
    'limits',
  ]);
});

it('tells every frame of a worker with its fields', () => {
  expect(fields('worker', 'to_server_register_worker')).toEqual(
    expect.arrayContaining(['machineId', 'gpus', 'jobTypes', 'slotsPerGpu', 'labels', 'queue', 'jobs']),
  );
  expect(fields('worker', 'to_client_job_assigned')).toEqual([
    'type',
    'job',
    'workerId',
    'fence',
    'deadline',
  ]);
});

it('tells what a relay carries, and that it has no welcome', () => {
  expect(fields('relay', 'to_server_open')).toEqual(['type', 'spec']);
  expect(fields('relay', 'to_client_opened')).toEqual(['type', 'handshake']);
  expect(fields('relay', 'to_client_draining')).toContain('reconnectAfterMs');
  expect(fields('relay', 'to_client_welcome')).toEqual([]);
});
