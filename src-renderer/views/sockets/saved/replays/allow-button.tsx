import { Button, Popover, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Difference } from '../../../../../src-core/conversation/reports';
import { allowDifference } from './allow';

/** Says that a difference is no fault, and why. */
export function AllowButton({ path, difference }: { path: string; difference: Difference }) {
  const [opened, setOpened] = useState(false);
  const [because, setBecause] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setOpened(false);
    void allowDifference(path, difference, because.trim());
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end">
      <Popover.Target>
        <Button size="compact-xs" variant="default" onClick={() => setOpened(!opened)}>
          Allow this difference
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Allow this difference">
        <form onSubmit={submit}>
          <TextInput
            size="xs"
            label="Why is it no fault?"
            description="For those who read the report. It is written into the recording."
            maxLength={500}
            value={because}
            onChange={(event) => setBecause(event.currentTarget.value)}
          />
          <Button size="xs" mt="xs" type="submit">
            Allow it
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
