import { describe, expect, it } from 'vitest';
import { hasSchema, payloadFaults } from './payload-schemas';

describe('payloadFaults', () => {
  it('finds nothing in a payload that is right', () => {
    expect(payloadFaults('llm.chat', { messages: [{ role: 'user', content: 'hi' }] })).toEqual([]);
  });

  it('names the place of a fault', () => {
    expect(payloadFaults('llm.chat', { messages: [{ role: 'robot' }] })).toMatchObject([
      { path: 'messages.0.role' },
    ]);
    expect(payloadFaults('llm.chat', 'hi')).toMatchObject([{ path: 'payload' }]);
  });

  it("leaves a user's own types alone", () => {
    expect(hasSchema('render')).toBe(false);
    expect(payloadFaults('render', 'anything')).toEqual([]);
  });
});
