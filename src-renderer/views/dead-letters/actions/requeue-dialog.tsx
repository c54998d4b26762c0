import { Button, Modal, Slider } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { formatDuration } from '../../../components/format';
import { requeue } from './acts';
import { firstRateStop, rateStops, rateText, requeueMs } from './rate';
import { countOf, jobsText, placeText, type Target } from './target';
import styles from './actions.module.css';

interface RequeueDialogProps {
  target: Target;
  onClose(): void;
}

const marks = rateStops.flatMap((rate, value) =>
  rate === null || [0.1, 1, 10, 100].includes(rate) ? [{ value, label: rate ?? 'no limit' }] : [],
);

/** Says how many go again, and asks how fast. */
export function RequeueDialog({ target, onClose }: RequeueDialogProps) {
  const [stop, setStop] = useState(firstRateStop);
  const rate = rateStops[stop] ?? null;
  const count = countOf(target);
  const takesMs = requeueMs(count, rate);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    requeue(target, rate);
  };
  return (
    <Modal opened onClose={onClose} title={`Requeue ${jobsText(count)}`} size="md">
      <form onSubmit={submit}>
        <p>
          {jobsText(count)} {placeText(target)}. Each begins a new count of attempts and keeps its history.
        </p>
        {count > 1 && (
          <div className={styles.rate}>
            <div className={styles.rateText}>
              <strong>{rateText(rate)}</strong>
              {takesMs !== null && <span className="quiet">takes about {formatDuration(takesMs)}</span>}
            </div>
            <Slider
              min={0}
              max={rateStops.length - 1}
              step={1}
              marks={marks}
              value={stop}
              onChange={setStop}
              label={null}
              thumbLabel="Jobs a second"
              thumbValueText={(value) => rateText(rateStops[value] ?? null)}
            />
          </div>
        )}
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" data-autofocus>
            Requeue {jobsText(count)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
