import { describe, expect, it } from 'vitest';
import { createScope } from '../../../../../src-core/conversation/templates/scope';
import { type Draft, emptyDraft } from '../draft';
import { bytesOfHex, hexOf } from './hex';
import { DraftError, payloadOf } from './payload';

const scope = () => createScope({ jobId: 'a', fence: 7 });
const made = (draft: Partial<Draft>, file: Uint8Array | null = null) =>
  payloadOf({ ...emptyDraft, ...draft }, file, scope());

function fault(draft: Partial<Draft>, file: Uint8Array | null = null): DraftError {
  try {
    made(draft, file);
  } catch (error) {
    if (error instanceof DraftError) return error;
    throw error;
  }
  throw new Error('there was no fault');
}

describe('payloadOf', () => {
  it('fills in JSON and text', () => {
    expect(made({ text: '{ "jobId": "{{jobId}}", "fence": "{{fence}}", "note": "no. {{fence}}" }' })).toBe(
      '{"jobId":"a","fence":7,"note":"no. 7"}',
    );
    expect(made({ kind: 'text', text: 'job {{jobId}} \\{{x}}' })).toBe('job a {{x}}');
    expect(made({ kind: 'text' })).toBe('');
  });

  it('makes other data each time', () => {
    const draft: Draft = { ...emptyDraft, text: '["{{$counter}}", "{{$uuid}}"]' };
    const one = scope();
    const [first, second] = [payloadOf(draft, null, one), payloadOf(draft, null, one)].map((text) =>
      JSON.parse(String(text)),
    );
    expect([first[0], second[0]]).toEqual([1, 2]);
    expect(first[1]).not.toBe(second[1]);
  });

  it('reads bytes in both notations', () => {
    expect(made({ kind: 'base64', text: 'AP8 a\n' })).toEqual(Uint8Array.of(0, 255, 26));
    expect(made({ kind: 'base64', text: '', hex: '0x00, 0xFF 1a' })).toEqual(Uint8Array.of(0, 255, 26));
    expect(bytesOfHex(hexOf(Uint8Array.from({ length: 40 }, (_, n) => n)))).toHaveLength(40);
  });

  it('sends a file as it is', () => {
    const bytes = new TextEncoder().encode('{{jobId}}');
    expect(made({ kind: 'file' }, bytes)).toBe(bytes);
    expect(made({ kind: 'file', fileAs: 'text' }, bytes)).toBe('{{jobId}}');
  });

  it.each<[Partial<Draft>, RegExp]>([
    [{ text: ' ' }, /^There is nothing to send yet/],
    [{ text: '{"a":}' }, /^Line 1, column 6/],
    [{ text: '["{{who}}"]' }, /^Unknown variable "who"; known: jobId, fence\.$/],
    [{ kind: 'text', text: '{{' }, /"\}\}"/],
    [{ kind: 'base64', text: '%' }, /^This is not base64/],
    [{ kind: 'base64', hex: 'f' }, /^These are not bytes/],
    [{ kind: 'file' }, /^Choose a file first/],
  ])('says what is wrong with %j', (draft, message) => {
    expect(fault(draft).message).toMatch(message);
  });

  it('says where', () => {
    expect(fault({ text: '["{{ who }}"]' }).place).toEqual({ from: 2, to: 11 });
    expect(fault({ text: '{"a":}' }).place).toEqual({ from: 5, to: 6 });
    const notText = fault({ kind: 'file', fileAs: 'text' }, Uint8Array.of(255));
    expect(notText.message).toMatch(/not UTF-8/);
  });
});
