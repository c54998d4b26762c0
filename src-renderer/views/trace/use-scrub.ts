import { useEffect, useRef, useState } from 'react';
import { go, href, useRoute } from '../../routing/routes';

/** The address follows the scrubber this much later: browsers refuse to be told of every pixel; ms. */
const settleMs = 200;

interface TraceAddress {
  /** Where the scrubber stands, epoch ms; null = at the end, which moves on while the job lives. */
  at: number | null;
  setAt(at: number | null): void;
  /** The open tab; null = the one that fits the job. */
  tab: string | null;
  setTab(tab: string): void;
}

/** The parts of a trace's address: the scrubber's time and the open tab. */
export function useTraceAddress(queue: string, id: string): TraceAddress {
  const { params } = useRoute();
  const told = timeIn(params.get('at'));
  const tab = params.get('tab');
  const [at, setAt] = useState(told);
  const written = useRef(told);
  const address = (time: number | null, open: string | null) =>
    href(['jobs', queue, id], { at: time === null ? undefined : Math.round(time), tab: open ?? undefined });

  // Another time in the address, as after a link or a step back.
  useEffect(() => {
    if (told === written.current) return;
    written.current = told;
    setAt(told);
  }, [told]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new time is written
  useEffect(() => {
    const rounded = at === null ? null : Math.round(at);
    if (rounded === written.current) return;
    const timer = setTimeout(() => {
      written.current = rounded;
      go(address(rounded, tab), { replace: true });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [at]);

  return { at, setAt, tab, setTab: (open) => go(address(at, open), { replace: true }) };
}

function timeIn(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
