import { useEffect, useState } from 'react';
import { asApiError } from '../../../connection/api-error';
import { useConnection } from '../../../stores/connection';
import { chunkText } from './chunk-text';
import { followStream, type StreamedChunk } from './follow-stream';

/** What of a stream is kept to be shown; characters. */
const keptText = 200_000;

export interface StreamedText {
  text: string;
  /** The attempt it is of; null before the first chunk. */
  attempt: number | null;
  chunks: number;
  /** True while more may come. */
  open: boolean;
  /** True when the beginning was left out. */
  cut: boolean;
  problem: string | null;
}

const nothing: StreamedText = { text: '', attempt: null, chunks: 0, open: true, cut: false, problem: null };

/** A job's chunks as text that grows. A new attempt starts over. */
export function useStream(queue: string, id: string): StreamedText {
  const [streamed, setStreamed] = useState<StreamedText>(nothing);
  const [round, setRound] = useState(0);
  const connects = useConnection((state) => state.connects);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt and a new connection start over
  useEffect(() => {
    const ended = new AbortController();
    setStreamed(nothing);
    const take = (chunks: StreamedChunk[]) => setStreamed((old) => grown(old, chunks));
    followStream({ queue, id }, take, ended.signal).then(
      (end) => {
        if (end === 'attempt lost') setRound((rounds) => rounds + 1);
        else setStreamed((old) => ({ ...old, open: false }));
      },
      (error: unknown) => {
        if (ended.signal.aborted) return;
        setStreamed((old) => ({ ...old, open: false, problem: asApiError(error).message }));
      },
    );
    return () => ended.abort();
  }, [queue, id, round, connects]);
  return streamed;
}

function grown(old: StreamedText, chunks: readonly StreamedChunk[]): StreamedText {
  const attempt = chunks.at(-1)?.attempt ?? old.attempt;
  const same = attempt === old.attempt;
  const added = chunks.filter((chunk) => chunk.attempt === attempt);
  const text = (same ? old.text : '') + added.map(({ data }) => chunkText(data)).join('');
  return {
    ...old,
    text: text.slice(-keptText),
    attempt,
    chunks: (same ? old.chunks : 0) + added.length,
    cut: (same && old.cut) || text.length > keptText,
  };
}
