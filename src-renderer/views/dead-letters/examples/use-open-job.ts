import { useRef } from 'react';
import { type JobView, jobViewSchema } from '../../../../src-core/protocol/http';
import { query } from '../../../connection/api';
import { useData } from '../../../connection/use-data';

/**
 * The job that is open: the one the address names, also when it is not among those loaded; else the one that took the place of the
 * last, or the newest.
 */
export function useOpenJob(
  queue: string,
  id: string,
  shown: readonly JobView[] | undefined,
): JobView | undefined {
  const place = useRef(0);
  const at = shown?.findIndex((job) => job.id === id) ?? -1;
  const elsewhere = id !== '' && shown !== undefined && at === -1;
  const path = elsewhere ? query(`/jobs/${encodeURIComponent(id)}`, { queue }) : null;
  const read = useData(path, jobViewSchema);
  if (at !== -1) {
    place.current = at;
    return shown?.[at];
  }
  if (elsewhere && read.data?.id === id && read.data.state === 'dead') return read.data;
  return shown?.[Math.min(place.current, shown.length - 1)];
}
