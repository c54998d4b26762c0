import { useEffect, useState } from 'react';
import type { GatewayAddress } from './gateway-address';
import { fetchStatus, type GatewayStatus, TokenRefused } from './gateway-status';

const refreshMs = 2_000;
const answerTimeoutMs = 5_000;

export interface LiveStatus {
  /** The last answer; it stays while newer ones fail. */
  status: GatewayStatus | null;
  /** Why the newest attempt failed, or null. */
  problem: string | null;
}

/** Follows the gateway's status: asks again 2 s after each answer. Pauses while the page is hidden. */
export function useGatewayStatus(gateway: GatewayAddress, onRefused: () => void): LiveStatus {
  const [live, setLive] = useState<LiveStatus>({ status: null, problem: null });
  useEffect(() => {
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = async () => {
      try {
        const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(answerTimeoutMs)]);
        const status = document.hidden ? null : await fetchStatus(gateway, signal);
        if (status && !ended.signal.aborted) setLive({ status, problem: null });
      } catch (error) {
        if (ended.signal.aborted) return;
        if (error instanceof TokenRefused) return onRefused();
        setLive(({ status }) => ({
          status,
          problem: `The gateway does not answer: ${(error as Error).message}`,
        }));
      }
      if (!ended.signal.aborted) timer = setTimeout(refresh, refreshMs);
    };
    void refresh();
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [gateway, onRefused]);
  return live;
}
