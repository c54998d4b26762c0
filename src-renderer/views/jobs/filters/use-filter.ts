import { useEffect, useMemo, useRef } from 'react';
import { go, type JobFilter, jobsHref, useRoute } from '../../../routing/routes';
import { useChoices } from '../../../stores/choices';
import { filterIn } from './job-filter';

interface FilterAddress {
  filter: JobFilter;
  /** Goes to another filter; each is a step one can go back to. */
  change(part: Partial<JobFilter>): void;
  /** Replaces the whole filter but its queue. */
  choose(filter: JobFilter): void;
}

/** The filter, which lives in the address. Its queue and the one chosen for the whole console follow each other. */
export function useFilter(): FilterAddress {
  const { params } = useRoute();
  const text = params.toString();
  const named = useMemo(() => filterIn(new URLSearchParams(text)), [text]);
  const { queue: chosen, setQueue } = useChoices();
  const followed = useRef(chosen);

  // An address that names a queue chooses it; one that does not is completed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address decides, the choice only when it changes
  useEffect(() => {
    followed.current = named.queue ?? chosen;
    if (named.queue !== undefined) setQueue(named.queue);
    else if (chosen !== '') go(jobsHref({ ...named, queue: chosen }), { replace: true });
  }, [named]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new choice changes the address
  useEffect(() => {
    if (chosen === followed.current) return;
    followed.current = chosen;
    go(jobsHref({ ...named, queue: chosen === '' ? undefined : chosen }));
  }, [chosen]);

  const filter = useMemo(
    () => (named.queue === undefined && chosen !== '' ? { ...named, queue: chosen } : named),
    [named, chosen],
  );
  return {
    filter,
    change: (part) => go(jobsHref({ ...filter, ...part })),
    choose: (other) => go(jobsHref({ ...other, queue: other.queue ?? filter.queue })),
  };
}
