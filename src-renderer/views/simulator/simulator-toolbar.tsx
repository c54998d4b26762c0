import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { Download, PanelLeftClose, PanelLeftOpen, Pause, Play, RotateCcw, Square } from 'lucide-react';
import { useState } from 'react';
import type { ScenarioPreset, SimulatorState } from '../../../src-core/protocol/simulator-routes';
import { confirm } from '../../components/confirm';
import { seedOf, setSeed, useDraft } from './draft/draft-store';
import styles from './simulator.module.css';
import { choosePreset, saveScenario, startRun, steer } from './simulator-acts';

interface ToolbarProps {
  state: SimulatorState;
  presets: readonly ScenarioPreset[];
  /** The scenario is out of sight. */
  folded: boolean;
  onFold(folded: boolean): void;
}

/** What is run, by which seed, and the buttons of the run. */
export function SimulatorToolbar({ state, presets, folded, onFold }: ToolbarProps) {
  const readable = useDraft(({ read, yamlIssues }) => read.scenario !== null && yamlIssues.length === 0);
  const Fold = folded ? PanelLeftOpen : PanelLeftClose;
  const foldLabel = folded ? 'Show the scenario' : 'Hide the scenario';
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Simulation">
      <ActionIcon aria-label={foldLabel} title={foldLabel} onClick={() => onFold(!folded)}>
        <Fold size={16} />
      </ActionIcon>
      <PresetPicker presets={presets} />
      <SeedField disabled={state.running} />
      <RunButtons state={state} readable={readable} />
      <Button
        size="xs"
        variant="default"
        className={styles.save}
        leftSection={<Download size={14} />}
        disabled={!readable}
        onClick={() => void saveScenario()}
      >
        Save as scenario
      </Button>
    </div>
  );
}

function PresetPicker({ presets }: { presets: readonly ScenarioPreset[] }) {
  const preset = useDraft((draft) => draft.preset);
  const dirty = useDraft((draft) => draft.dirty);
  const choose = async (name: string | null) => {
    if (name === null) return;
    const sure =
      !dirty ||
      (await confirm({
        title: 'Replace the scenario?',
        text: 'What was changed in the form or the YAML is lost. Save it as a scenario first to keep it.',
        confirmLabel: `Load ${name}`,
      }));
    if (sure) await choosePreset(name);
  };
  return (
    <Select
      size="xs"
      className={styles.preset}
      aria-label="Preset"
      placeholder="preset"
      allowDeselect={false}
      maxDropdownHeight={480}
      data={presets.map(({ name }) => name)}
      value={preset}
      renderOption={({ option }) => (
        <span>
          <strong>{option.value}</strong>
          <br />
          <span className="quiet">{firstSentence(presets.find(({ name }) => name === option.value))}</span>
        </span>
      )}
      comboboxProps={{ width: 360, position: 'bottom-start' }}
      onChange={(name) => void choose(name)}
    />
  );
}

function firstSentence(preset: ScenarioPreset | undefined): string {
  const text = preset?.description.replaceAll(/\s+/g, ' ') ?? '';
  return /^.*?[.:](?=\s|$)/.exec(text)?.[0] ?? text;
}

function SeedField({ disabled }: { disabled: boolean }) {
  const seed = useDraft((draft) => draft.seed);
  return (
    <TextInput
      size="xs"
      className={styles.seed}
      aria-label="Seed"
      placeholder="seed: picked"
      title="Everything random follows from it. Empty: one is picked at the start and shown."
      value={seed}
      disabled={disabled}
      error={seedOf(seed) === null}
      inputMode="numeric"
      autoComplete="off"
      onChange={(event) => setSeed(event.currentTarget.value)}
    />
  );
}

function RunButtons({ state, readable }: { state: SimulatorState; readable: boolean }) {
  const typed = useDraft((draft) => draft.seed);
  const [busy, setBusy] = useState(false);
  const doing = (act: () => Promise<void>) => async () => {
    setBusy(true);
    await act();
    setBusy(false);
  };
  const { running, snapshot, report } = state;
  if (!running) {
    const startable = readable && seedOf(typed) !== null;
    return (
      <>
        <Button
          size="xs"
          leftSection={<Play size={14} />}
          disabled={!startable}
          loading={busy}
          title="Start (r)"
          onClick={doing(() => startRun())}
        >
          Start
        </Button>
        {report && (
          <Button
            size="xs"
            variant="default"
            leftSection={<RotateCcw size={14} />}
            disabled={!readable || busy}
            title={`The scenario as it is here, with seed ${report.seed}`}
            onClick={doing(() => startRun(report.seed))}
          >
            Run again with seed {report.seed}
          </Button>
        )}
      </>
    );
  }
  const paused = snapshot?.phase === 'paused';
  const steerable = snapshot !== null && snapshot.phase !== 'ended' && !busy;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={paused ? <Play size={14} /> : <Pause size={14} />}
        disabled={!steerable || snapshot?.phase === 'settling'}
        title={`${paused ? 'Resume' : 'Pause'} (p)`}
        onClick={doing(() => steer(paused ? 'resume' : 'pause'))}
      >
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<Square size={14} />}
        disabled={busy}
        title="Stop (x)"
        onClick={doing(() => steer('stop'))}
      >
        Stop
      </Button>
    </>
  );
}
