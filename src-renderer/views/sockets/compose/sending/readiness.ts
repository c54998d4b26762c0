import { useEffect, useMemo, useState } from 'react';
import { assertNever } from '../../../../../src-core/protocol/assert-never';
import type { FrameData } from '../../../../../src-core/conversation/wire';
import { useVariables } from '../../variables/variables';
import type { Connection } from '../../connections/connections';
import type { Draft } from '../draft';
import { DraftError, NotNow, payloadOf } from './payload';
import { previewScope } from './scopes';

/** Whether a draft can be sent, and what would be. */
export interface Readiness {
  /** As it would be sent now; null when it cannot be. */
  data: FrameData | null;
  /** The bytes of its file, when it sends one. */
  file: Uint8Array | null;
  /** Why not; null when it can. */
  problem: DraftError | null;
}

/** What a draft comes to with the variables as they are. What it looks at, it does not count. */
export function useReadiness(draft: Draft): Readiness {
  const variables = useVariables();
  const file = useFileBytes(draft.kind === 'file' ? draft.file : null);
  return useMemo(() => {
    try {
      if (file instanceof DraftError) throw file;
      if (draft.kind === 'file' && draft.file && !file) throw new NotNow('The file is being read.');
      return { data: payloadOf(draft, file, previewScope(variables)), file, problem: null };
    } catch (error) {
      if (error instanceof DraftError) return { data: null, file: null, problem: error };
      throw error;
    }
  }, [draft, file, variables]);
}

/** Why a connection cannot send now; null when it can. */
export function connectionProblem({ state }: Connection): NotNow | null {
  switch (state) {
    case 'open':
      return null;
    case 'connecting':
      return new NotNow('The connection is not open yet.');
    case 'waiting':
      return new NotNow('The connection is lost; it is dialled again soon.');
    case 'closed':
      return new NotNow('The connection is closed: connect again to send.');
    default:
      return assertNever(state);
  }
}

/** The bytes of a file: read once, when it was chosen. A DraftError when it cannot be read. */
function useFileBytes(file: File | null): Uint8Array | DraftError | null {
  const [read, setRead] = useState<{ of: File; bytes: Uint8Array | DraftError } | null>(null);
  useEffect(() => {
    let gone = false;
    file?.arrayBuffer().then(
      (bytes) => !gone && setRead({ of: file, bytes: new Uint8Array(bytes) }),
      (error: Error) =>
        !gone && setRead({ of: file, bytes: new DraftError(`The file cannot be read: ${error.message}.`) }),
    );
    return () => {
      gone = true;
    };
  }, [file]);
  return read && read.of === file ? read.bytes : null;
}
