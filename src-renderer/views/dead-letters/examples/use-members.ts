import { useCallback, useEffect, useRef, useState } from 'react';
import { deadLettersAnswerSchema, type ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { api, query } from '../../../connection/api';
import { type ApiError, asApiError } from '../../../connection/api-error';
import { useConnection } from '../../../stores/connection';
import { useDeadLetters } from '../dead-letters-store';
import { groupKey } from '../groups/group-order';
import { firstPage, freshPage, type Members, nextPage, release } from './members';

interface MembersInUse {
  /** Undefined before the first answer. */
  members: Members | undefined;
  error: ApiError | undefined;
  reload(): void;
  /** Loads the page after those shown; does nothing while one is on its way or all are there. */
  loadMore(): void;
  /** Shows those that arrived since. */
  release(): void;
}

interface State {
  /** The group `members` and `error` belong to. */
  key: string;
  members?: Members;
  error?: ApiError;
}

const pageSize = 200;
const largestPage = 500;

/** The members of a group, kept up to date: its newest are read again whenever its numbers change. */
export function useMembers(group: ErrorGroup): MembersInUse {
  const { queue, fingerprint, count, lastAt } = group;
  const key = groupKey(group);
  const [state, setState] = useState<State>({ key });
  const [round, setRound] = useState(0);
  const connects = useConnection((connection) => connection.connects);
  const payloadChanges = useDeadLetters((state) => state.payloadChanges);
  const members = state.key === key ? state.members : undefined;
  const loaded = useRef(0);
  loaded.current = members?.shown.length ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the group's numbers or of payloads, a reload and a new connection read again
  useEffect(() => {
    const ended = new AbortController();
    const limit = Math.min(largestPage, Math.max(pageSize, loaded.current));
    api
      .get(query('/dlq', { queue, group: fingerprint, limit }), deadLettersAnswerSchema, {
        signal: ended.signal,
      })
      .then(
        (page) =>
          setState((old) => ({
            key,
            members: old.key === key && old.members ? freshPage(old.members, page) : firstPage(page),
          })),
        (error: unknown) => {
          if (!ended.signal.aborted)
            setState((old) => ({ ...(old.key === key ? old : { key }), error: asApiError(error) }));
        },
      );
    return () => ended.abort();
  }, [queue, fingerprint, key, count, lastAt, round, connects, payloadChanges]);

  const change = useCallback(
    (to: (members: Members) => Members) =>
      setState((old) => (old.key === key && old.members ? { ...old, members: to(old.members) } : old)),
    [key],
  );
  const loadMore = useNextPage(group, members, change);
  return {
    members,
    error: state.key === key ? state.error : undefined,
    reload: useCallback(() => setRound((rounds) => rounds + 1), []),
    loadMore,
    release: () => change(release),
  };
}

function useNextPage(
  { queue, fingerprint }: ErrorGroup,
  members: Members | undefined,
  change: (to: (members: Members) => Members) => void,
): () => void {
  const busy = useRef<string | null>(null);
  return () => {
    const cursor = members?.cursor;
    if (cursor == null || busy.current === `${fingerprint} ${cursor}`) return;
    busy.current = `${fingerprint} ${cursor}`;
    api
      .get(query('/dlq', { queue, group: fingerprint, cursor, limit: pageSize }), deadLettersAnswerSchema)
      .then((page) => change((old) => (old.cursor === cursor ? nextPage(old, page) : old)))
      // The next scroll asks again.
      .catch(() => {
        busy.current = null;
      });
  };
}
