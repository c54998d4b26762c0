import type { JobView } from '../../../../src-core/protocol/http';
import { mergePatch } from './merge-patch';
import { type PayloadChange, payloadChanges } from './payload-changes';
import { payloadFaults } from './payload-schemas';
import styles from './payload.module.css';

const mostChanges = 20;

interface PatchPreviewProps {
  job: JobView;
  /** Undefined while it is no JSON. */
  patch: unknown;
}

/** What a patch does to one job's payload; the payload itself while it does nothing. */
export function PatchPreview({ job, patch }: PatchPreviewProps) {
  const patched = patch === undefined ? job.payload : mergePatch(job.payload, patch);
  const changes = payloadChanges(job.payload, patched);
  const faults = payloadFaults(job.type, patched);
  return (
    <section className={styles.preview} aria-label={`Job ${job.id}`}>
      <h3 title={job.id}>{job.id}</h3>
      {changes.length === 0 && <pre>{JSON.stringify(job.payload, null, 1)}</pre>}
      <dl>
        {changes.slice(0, mostChanges).map((change) => (
          <Change key={change.path} change={change} />
        ))}
      </dl>
      {changes.length > mostChanges && (
        <p className="quiet">and {changes.length - mostChanges} more changes</p>
      )}
      {faults.map(({ path, message }) => (
        <p key={path} className={styles.fault}>
          {job.type} refuses <code>{path}</code>: {message}
        </p>
      ))}
    </section>
  );
}

function Change({ change }: { change: PayloadChange }) {
  return (
    <div>
      <dt>{change.path === '' ? 'the whole payload' : change.path}</dt>
      <dd>
        {'before' in change ? <del>{brief(change.before)}</del> : <span className="quiet">not there</span>}
        <span aria-hidden="true">→</span>
        {'after' in change ? <ins>{brief(change.after)}</ins> : <span className="quiet">removed</span>}
      </dd>
    </div>
  );
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
