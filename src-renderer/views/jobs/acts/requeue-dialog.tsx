import { Button, Modal, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { formatDuration } from '../../../components/format';
import { jobsText } from './ask';

interface RequeueDialogProps {
  count: number;
  onClose(): void;
  onSubmit(rate: number | null): void;
}

/** Says how many dead jobs go again, and asks how fast. */
export function RequeueDialog({ count, onClose, onSubmit }: RequeueDialogProps) {
  const [rate, setRate] = useState<number | ''>(10);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(rate === '' ? null : rate);
    onClose();
  };
  const takes = rate === '' ? 'As fast as it goes.' : `Takes about ${formatDuration((count / rate) * 1000)}.`;
  return (
    <Modal opened onClose={onClose} title={`Requeue ${jobsText(count)}`} size="sm">
      <form onSubmit={submit}>
        <NumberInput
          label="Jobs a second"
          description={`Empty = as fast as it goes. ${takes}`}
          min={0.1}
          max={100_000}
          value={rate}
          onChange={(value) => setRate(typeof value === 'number' && value > 0 ? value : '')}
          data-autofocus
        />
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit">Requeue {jobsText(count)}</Button>
        </div>
      </form>
    </Modal>
  );
}
