import { useEffect, useState } from 'react';
import { Group as Panels, Panel, useDefaultLayout } from 'react-resizable-panels';
import type { SimulatorState } from '../../../src-core/protocol/simulator-routes';
import { EmptyState } from '../../components/empty-state';
import { ErrorPanel } from '../../components/error-panel';
import { Loading } from '../../components/loading';
import { useKeys } from '../../frame/keys';
import { jobsHref } from '../../routing/routes';
import { useConnection } from '../../stores/connection';
import { ScenarioPanel } from './build/scenario-panel';
import { useDraft } from './draft/draft-store';
import { firstScenario } from './draft/first-scenario';
import { ReportView } from './report/report-view';
import { RunView } from './run/run-view';
import styles from './simulator.module.css';
import { choosePreset, startRun, steer } from './simulator-acts';
import { SimulatorToolbar } from './simulator-toolbar';
import { useSimulator } from './use-simulator';
import { PanelSeparator } from '../../components/panel-separator';

/** What happens if...? */
export function Simulator() {
  const { state, presets, error, reload } = useSimulator();
  const problem = useConnection((connection) => connection.problem);
  const first = presets[0]?.name;
  const untouched = useDraft(({ form }) => form === firstScenario);
  const allowed = state?.refusal === null;
  useEffect(() => {
    if (first !== undefined && untouched && allowed)
      void choosePreset(calmest(presets.map(({ name }) => name)));
  }, [first, untouched, allowed, presets]);
  const [folded, setFolded] = useState(false);
  useSimulatorKeys(state);
  if (!state) {
    return error ? (
      <ErrorPanel error={error} onRetry={reload} />
    ) : (
      <Loading what={problem ?? 'Asking for the simulator'} />
    );
  }
  if (state.refusal !== null) return <Refused why={state.refusal} />;
  return (
    <div className={styles.view}>
      <h1 className="visually-hidden">Simulator</h1>
      <SimulatorToolbar state={state} presets={presets} folded={folded} onFold={setFolded} />
      <Split left={folded ? null : <ScenarioPanel />}>
        <Stage state={state} />
      </Split>
    </div>
  );
}

/** The preset that is shown to begin with. */
function calmest(names: readonly string[]): string {
  return names.find((name) => name === 'calm-fleet') ?? (names[0] as string);
}

function Refused({ why }: { why: string }) {
  return <EmptyState title="No simulation can be run here" text={<p>{why}</p>} />;
}

function Split({ left, children }: { left: React.ReactNode | null; children: React.ReactNode }) {
  const layout = useDefaultLayout({ id: 'simulator', panelIds: left ? ['scenario', 'run'] : ['run'] });
  return (
    <Panels orientation="horizontal" className={styles.split} {...layout}>
      {left && (
        <>
          <Panel id="scenario" defaultSize="36%" minSize={280} maxSize="60%">
            {left}
          </Panel>
          <PanelSeparator />
        </>
      )}
      <Panel id="run" minSize={360}>
        <div className={styles.stage}>{children}</div>
      </Panel>
    </Panels>
  );
}

/** The run that goes on, how the last one went, or how to begin. */
function Stage({ state }: { state: SimulatorState }) {
  const { running, snapshot, report, failure, queue } = state;
  if (failure !== null) {
    return (
      <div>
        <ErrorPanel error={new Error(failure)} />
        <p className={styles.note}>
          The run broke off and has no report. What was submitted may still be in{' '}
          <a href={jobsHref({ queue: queue ?? '' })}>its queue</a>.
        </p>
      </div>
    );
  }
  if (report) return <ReportView report={report} queue={queue ?? ''} />;
  if (snapshot) return <RunView snapshot={snapshot} queue={queue ?? ''} />;
  if (running) return <Loading what="Starting the simulator" />;
  return (
    <EmptyState
      title="Nothing runs yet"
      text={
        <p>
          Choose a preset or build a fleet at the left, then press Start. Machines connect to this gateway as
          real ones do; their jobs go through a queue of their own. Click a machine while it runs to break it.
        </p>
      }
    />
  );
}

function useSimulatorKeys(state: SimulatorState | undefined): void {
  const running = state?.running ?? false;
  const paused = state?.snapshot?.phase === 'paused';
  const allowed = state?.refusal === null;
  useKeys({
    ...(allowed && !running && { r: { label: 'Start the simulation', run: () => void startRun() } }),
    ...(running && {
      p: {
        label: paused ? 'Resume the simulation' : 'Pause the simulation',
        run: () => void steer(paused ? 'resume' : 'pause'),
      },
      x: { label: 'Stop the simulation', run: () => void steer('stop') },
    }),
  });
}
