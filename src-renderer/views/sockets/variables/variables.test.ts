import { afterEach, describe, expect, it } from 'vitest';
import { logFrame } from '../log/frames';
import { captureAnswers } from './capture-answers';
import {
  capture,
  currentVariables,
  forget,
  keepSecret,
  nameFault,
  typedValue,
  useVariables,
} from './variables';

afterEach(() => useVariables.setState({ captured: {}, environment: null, secrets: {} }));

describe('variables', () => {
  it('go before each other: captured, secret, environment', () => {
    useVariables.setState({ environment: { name: 'e', variables: { a: 1, b: 1, c: 1 } } });
    keepSecret({ b: '2', c: '2' });
    capture({ c: 3 });
    expect(currentVariables()).toEqual({ a: 1, b: '2', c: 3 });
    forget('captured', 'c');
    forget('secrets', 'b');
    expect(currentVariables()).toEqual({ a: 1, b: 1, c: '2' });
  });

  it.each([
    ['42', 42],
    ['-1.5', -1.5],
    ['true', true],
    ['null', null],
    ['', ''],
    ['007', '007'],
    ['12345678901234567890', '12345678901234567890'],
    ['"a"', '"a"'],
  ])('reads %s as it was meant', (typed, value) => {
    expect(typedValue(typed)).toBe(value);
  });

  it('know what a name is', () => {
    expect(nameFault('jobId')).toBeNull();
    expect(nameFault('$uuid')).toMatch(/^a variable is called/);
  });
});

describe('captureAnswers', () => {
  const hear = (way: 'sent' | 'received', message: unknown) =>
    logFrame({
      connectionId: 'c',
      connection: 'c',
      way,
      data: typeof message === 'string' ? message : JSON.stringify(message),
    });

  it('keeps the newest job, its fence, and the resume token as a secret', () => {
    const stop = captureAnswers();
    hear('received', { type: 'welcome', resumeToken: 't' });
    hear('received', { type: 'job_accepted', jobId: 'a' });
    expect(useVariables.getState()).toMatchObject({
      captured: { jobId: 'a' },
      secrets: { resumeToken: 't' },
    });
    hear('received', { type: 'job_assigned', job: { id: 'b' }, fence: 5 });
    hear('sent', { type: 'job_accepted', jobId: 'sent' });
    hear('received', { type: 'toString' });
    hear('received', 'job_accepted');
    expect(currentVariables()).toEqual({ jobId: 'b', fence: 5, resumeToken: 't' });
    stop();
    hear('received', { type: 'job_accepted', jobId: 'late' });
    expect(currentVariables().jobId).toBe('b');
  });
});
