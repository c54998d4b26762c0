import { useCallback, useEffect, useRef, useState } from 'react';
import type { ZodType } from 'zod';
import { useConnection } from '../stores/connection';
import { api } from './api';
import { type ApiError, asApiError } from './api-error';

interface Data<T> {
  /** The last answer; kept while a newer one is fetched and when that fails. */
  data: T | undefined;
  /** Why the newest attempt failed; undefined once one succeeded. */
  error: ApiError | undefined;
  loading: boolean;
  /** Fetches again. */
  reload(): void;
}

interface State<T> {
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
}

/**
 * What the gateway answers to `GET path`. Fetches again when `path` changes, on `reload()`, and when the connection is
 * back; nothing is fetched while `path` is null. Another path keeps the old answer until its own has come.
 */
export function useData<T>(path: string | null, schema: ZodType<T>): Data<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<State<T>>({ data: undefined, error: undefined, loading: path !== null });
  const ready = useConnection(({ url }) => url !== null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round fetches again
  useEffect(() => {
    if (path === null) {
      setState({ data: undefined, error: undefined, loading: false });
      return;
    }
    setState((old) => ({ ...old, loading: true }));
    // There is nobody to ask yet.
    if (!ready) return;
    const ended = new AbortController();
    api.get(path, schema, { signal: ended.signal }).then(
      (data) => {
        if (!ended.signal.aborted) setState({ data, error: undefined, loading: false });
      },
      (error: unknown) => {
        if (!ended.signal.aborted) setState((old) => ({ ...old, error: asApiError(error), loading: false }));
      },
    );
    return () => ended.abort();
  }, [path, schema, round, ready]);

  const reload = useCallback(() => setRound((rounds) => rounds + 1), []);
  useReconnected(reload, state.error !== undefined);
  return { ...state, reload };
}

/** Calls back when the connection is back after it was lost; at the first connection only if something `failed` before. */
function useReconnected(reload: () => void, failed: boolean): void {
  const connects = useConnection((connection) => connection.connects);
  const seen = useRef(connects);
  const failedBefore = useRef(failed);
  failedBefore.current = failed;
  useEffect(() => {
    if (seen.current === connects) return;
    const first = seen.current === 0;
    seen.current = connects;
    if (!first || failedBefore.current) reload();
  }, [connects, reload]);
}
