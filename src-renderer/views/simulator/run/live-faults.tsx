import { Button, Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Fault } from '../../../../src-core/protocol/scenario-faults';
import { useDraft } from '../draft/draft-store';
import { faultText, faultWords } from '../fault-words';
import { setFaults } from '../simulator-acts';
import styles from './run.module.css';

interface LiveFaultsProps {
  runId: string;
  /** Those in force. */
  faults: readonly Fault[];
}

/** The faults of the run: switched off and on, or replaced by those of the form. */
export function LiveFaults({ runId, faults }: LiveFaultsProps) {
  const known = useKnownFaults(runId, faults);
  const built = useDraft(({ read }) => read.scenario?.faults ?? null);
  const inForce = new Set(faults.map(keyOf));
  const toggle = (fault: Fault, on: boolean) =>
    void setFaults(known.filter((one) => (keyOf(one) === keyOf(fault) ? on : inForce.has(keyOf(one)))));
  const other = built !== null && built.map(keyOf).join() !== faults.map(keyOf).join();
  return (
    <div className={styles.faults}>
      {known.length === 0 && <p className="quiet">None: nothing goes wrong by itself.</p>}
      <ul>
        {known.map((fault) => (
          <li key={keyOf(fault)} title={faultWords[fault.kind].does}>
            <Switch
              size="xs"
              label={faultText(fault)}
              checked={inForce.has(keyOf(fault))}
              onChange={(event) => toggle(fault, event.currentTarget.checked)}
            />
          </li>
        ))}
      </ul>
      {built !== null && other && (
        <Button size="compact-xs" variant="default" onClick={() => void setFaults(built)}>
          Use the faults of the form
        </Button>
      )}
    </div>
  );
}

/** Every fault that was in force in this run: one that is off can be put on again. */
function useKnownFaults(runId: string, faults: readonly Fault[]): readonly Fault[] {
  const [seen, setSeen] = useState<{ runId: string; faults: readonly Fault[] }>({ runId, faults });
  const before = seen.runId === runId ? seen.faults : [];
  const keys = new Set(before.map(keyOf));
  const fresh = faults.filter((fault) => !keys.has(keyOf(fault)));
  const known = fresh.length === 0 ? before : [...before, ...fresh];
  useEffect(() => {
    if (fresh.length > 0 || seen.runId !== runId) setSeen({ runId, faults: known });
  }, [fresh.length, known, runId, seen.runId]);
  return known;
}

function keyOf(fault: Fault): string {
  return JSON.stringify(fault);
}
