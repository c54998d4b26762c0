import type { Request } from '../../../../../src-core/conversation/collection';
import { assertNever } from '../../../../../src-core/protocol/assert-never';
import type { Draft } from '../../compose/draft';
import { base64Of } from '../../connections/bytes';

/** Larger files do not belong into a YAML file; bytes. */
const mostFileBytes = 1_000_000;

/**
 * What a draft sends, as a request has it. A file's bytes go into it: what is on the person's machine is not on the
 * gateway's.
 * @throws Error that says what is wrong with it
 */
export async function contentOf(draft: Draft): Promise<Partial<Request>> {
  const { kind, text, file, fileAs, repeat } = draft;
  const often = repeat.times > 1 ? { repeat } : {};
  switch (kind) {
    case 'json':
      return { message: jsonOf(text), ...often };
    case 'text':
      return { text, ...often };
    case 'base64':
      return { base64: text.replace(/\s+/g, ''), ...often };
    case 'file':
      return { ...(await fileContent(file, fileAs)), ...often };
    default:
      return assertNever(kind);
  }
}

async function fileContent(file: File | null, as: Draft['fileAs']): Promise<Partial<Request>> {
  if (!file) throw new Error('Choose a file first.');
  if (file.size > mostFileBytes)
    throw new Error('The file is larger than 1 MB: put it beside the collection and name it under "file".');
  if (as === 'text') return { text: await file.text() };
  return { base64: base64Of(new Uint8Array(await file.arrayBuffer())) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON: ${(error as Error).message}.`);
  }
}
