import { describe, expect, it } from 'vitest';
import { summaryOf } from './summary';

const of = (frame: Record<string, unknown>) =>
  summaryOf({ type: String(frame.type), way: 'received', data: JSON.stringify(frame) });

describe('the summary', () => {
  it('tells the gist of the frames it knows', () => {
    expect(of({ type: 'submit_job', ref: 1, job: { type: 'echo', payload: { a: 1 } } })).toBe('echo {"a":1}');
    expect(of({ type: 'job_state', jobId: 'j', state: 'active', attempt: 2 })).toBe('→ active attempt 2');
    expect(of({ type: 'job_progress', percent: 40, note: 'half' })).toBe('40 % half');
    expect(of({ type: 'job_chunk', jobId: 'j', attempt: 1, seq: 3, data: { delta: 'x' } })).toBe(
      '#3 of attempt 1 {"delta":"x"}',
    );
    expect(of({ type: 'job_error', error: { code: 'E', message: 'no' }, willRetry: true })).toBe(
      'E: no, will retry',
    );
    expect(of({ type: 'error', code: 'FORBIDDEN', message: 'not yours' })).toBe('FORBIDDEN: not yours');
    expect(of({ type: 'register_worker', machineId: 'rig', gpus: [{}, {}], jobTypes: ['a', 'b'] })).toBe(
      'rig with 2 GPUs for a, b',
    );
    expect(of({ type: 'heartbeat', workers: [{}], jobs: [] })).toBe('1 workers, 0 jobs');
  });

  it('never stumbles over frames that are not as they should be', () => {
    const types = [
      'submit_job',
      'job_assigned',
      'job_error',
      'stats',
      'subscribe',
      'register_worker',
      'event',
    ];
    for (const type of types) {
      expect(() => of({ type })).not.toThrow();
      expect(() => of({ type, job: 3, error: null, queues: 'x', topics: {}, workers: [null] })).not.toThrow();
    }
    expect(of({ type: 'constructor', a: 1 })).toBe('{"a":1}');
  });

  it('shows what it does not know as it is, in one line that is not long', () => {
    expect(of({ type: 'chat', text: 'hi' })).toBe('{"text":"hi"}');
    expect(of({ type: 'pong' })).toBe('');
    expect(summaryOf({ type: 'text', way: 'sent', data: 'one\n  two' })).toBe('one two');
    expect(summaryOf({ type: 'text', way: 'sent', data: 'x'.repeat(1000) })).toHaveLength(240);
    expect(summaryOf({ type: 'closed', way: 'closed', data: '1000 done' })).toBe('1000 done');
    expect(summaryOf({ type: 'binary', way: 'sent', data: Uint8Array.from([0, 255]) })).toBe('00 ff');
  });
});
