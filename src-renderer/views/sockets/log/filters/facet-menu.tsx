import { Button, Menu } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../../../components/format';
import { loggedFrames } from '../frames';
import styles from './filters.module.css';

interface FacetMenuProps {
  /** What is chosen from: `Type`. */
  label: string;
  field: 'type' | 'connection';
  chosen: readonly string[];
  onChange(chosen: string[]): void;
}

/** Chooses several of the values that frames in the log have, with how many have each. */
export function FacetMenu({ label, field, chosen, onChange }: FacetMenuProps) {
  const [counts, setCounts] = useState<readonly [string, number][]>([]);
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <Menu closeOnItemClick={false} position="bottom-start" onOpen={() => setCounts(countsOf(field, chosen))}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          data-set={chosen.length > 0 || undefined}
          rightSection={<ChevronDown size={12} aria-hidden="true" />}
        >
          {facetText(label, chosen)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.facets}>
        {counts.length === 0 && <p className={styles.none}>Nothing has come yet.</p>}
        {counts.map(([value, count]) => (
          <Menu.CheckboxItem key={value} checked={chosen.includes(value)} onChange={() => toggle(value)}>
            {value} <span className="quiet">{formatCount(count)}</span>
          </Menu.CheckboxItem>
        ))}
        {chosen.length > 0 && <Menu.Item onClick={() => onChange([])}>Any {label.toLowerCase()}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function facetText(label: string, chosen: readonly string[]): string {
  if (chosen.length === 0) return `Any ${label.toLowerCase()}`;
  return chosen.length === 1 ? `${label}: ${chosen[0]}` : `${label}: ${chosen.length} chosen`;
}

/** Most frequent first; what is chosen is there even when no frame has it. */
function countsOf(field: FacetMenuProps['field'], chosen: readonly string[]): [string, number][] {
  const counts = new Map(chosen.map((value) => [value, 0]));
  for (const frame of loggedFrames()) counts.set(frame[field], (counts.get(frame[field]) ?? 0) + 1);
  return [...counts].sort(([a, many], [b, few]) => few - many || a.localeCompare(b));
}
