import { Button, Menu } from '@mantine/core';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../../../components/format';
import type { Listing } from '../listing';
import { loggedFrames } from '../frames';
import { useLogState } from '../log-state';
import { type ExportForm, exportLog } from './export-log';

interface ExportMenuProps {
  listing: Listing;
  /** Not all frames are listed. */
  filtered: boolean;
}

const forms: { form: ExportForm; what: string }[] = [
  { form: 'jsonl', what: 'as JSON lines' },
  { form: 'har', what: 'as an HTTP archive (HAR)' },
];

/** Saves all frames, or those that are listed. */
export function ExportMenu({ listing, filtered }: ExportMenuProps) {
  const [counts, setCounts] = useState({ all: 0, listed: 0 });
  // All are looked at when somebody asks, not whenever one more comes.
  const all = () => useLogState.getState().paused?.frames ?? loggedFrames();
  const count = () => setCounts({ all: all().length, listed: listing.rows.length });
  return (
    <Menu position="bottom-end" width={288} onOpen={count}>
      <Menu.Target>
        <Button size="compact-xs" variant="subtle" leftSection={<Download size={14} aria-hidden="true" />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {filtered &&
          forms.map(({ form, what }) => (
            <Menu.Item key={form} onClick={() => void exportLog([...listing.rows], form)}>
              These {formatCount(counts.listed)} {what}
            </Menu.Item>
          ))}
        {forms.map(({ form, what }) => (
          <Menu.Item key={form} onClick={() => void exportLog(all(), form)}>
            All {formatCount(counts.all)} {what}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
