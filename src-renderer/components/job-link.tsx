import { jobHref } from '../routing/routes';

/** A job's id, leading to its trace. */
export function JobLink({ queue, id }: { queue: string; id: string }) {
  return (
    <a className="id-link" href={jobHref(queue, id)}>
      {id}
    </a>
  );
}
