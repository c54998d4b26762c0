import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SystemInfo } from '../../../../src-core/protocol/console';
import { CopyLine } from './copy-line';
import { addWorker } from './pool-acts';
import { workerCommand } from './worker-command';

/** Starts one more process of this gateway's pool. */
export function StartWorkerButton({ size = 'compact-sm' }: { size?: 'compact-sm' | 'compact-xs' }) {
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    await addWorker();
    setBusy(false);
  };
  return (
    <Button size={size} loading={busy} onClick={start}>
      Start a worker
    </Button>
  );
}

/** How to start a worker outside of the pool. */
export function StartElsewhere({ system }: { system: SystemInfo }) {
  const { where, command } = workerCommand(system);
  return (
    <div>
      <p className="quiet">{where}</p>
      <CopyLine text={command} />
    </div>
  );
}
