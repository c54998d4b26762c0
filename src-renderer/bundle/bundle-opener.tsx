import { FileSearch } from 'lucide-react';
import { type DragEvent, useId, useState } from 'react';
import { openBundleFile } from './open-file';
import styles from './bundle.module.css';

/** Takes the file of an incident bundle: chosen, or dropped here. */
export function BundleOpener() {
  const id = useId();
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const take = (file: File | undefined) => {
    setOver(false);
    if (!file) return;
    setProblem(null);
    openBundleFile(file).catch((error: Error) => setProblem(`${file.name} was not opened. ${error.message}`));
  };
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isOver);
  };
  return (
    <section
      className={styles.opener}
      data-over={over || undefined}
      aria-label="Incident bundle"
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer.files[0]);
      }}
    >
      <FileSearch size={20} aria-hidden="true" />
      <div>
        <label htmlFor={id} className={styles.pick}>
          Open an incident bundle
        </label>
        <p className="quiet">Choose the file or drop it here. It is read in this window and sent nowhere.</p>
        <input
          id={id}
          className={styles.input}
          type="file"
          accept=".json,application/json"
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            // The same file may be chosen again, once it is whole.
            event.currentTarget.value = '';
          }}
        />
        {problem !== null && (
          <p id={`${id}-problem`} className={styles.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
    </section>
  );
}
