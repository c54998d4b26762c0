import { workerHref } from '../routing/routes';

/** A worker's id, leading to it. */
export function WorkerLink({ id }: { id: string }) {
  return (
    <a className="id-link" href={workerHref(id)} title={id}>
      {id}
    </a>
  );
}
