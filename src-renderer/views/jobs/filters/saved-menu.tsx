import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { Bookmark, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { JobFilter } from '../../../routing/routes';
import { filterText, isFiltered } from './job-filter';
import { useSavedFilters } from './saved-filters';
import styles from './filters.module.css';

interface SavedMenuProps {
  filter: JobFilter;
  choose(filter: JobFilter): void;
}

/** Filters that were given a name: choose, keep, delete. */
export function SavedMenu({ filter, choose }: SavedMenuProps) {
  const { saved, save, remove } = useSavedFilters();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(name.trim() || filterText(filter), filter);
    setName('');
  };
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={288} trapFocus>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<Bookmark size={14} />}>
          Saved
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {saved.length === 0 && <p className={styles.none}>Name a filter to find it here again.</p>}
        {saved.map((one) => (
          <div key={one.name} className={styles.saved}>
            <Menu.Item onClick={() => choose(one.filter)}>
              {one.name}
              <span className="quiet"> {filterText(one.filter)}</span>
            </Menu.Item>
            <ActionIcon
              variant="subtle"
              size="md"
              aria-label={`Delete the filter ${one.name}`}
              title="Delete"
              onClick={() => remove(one.name)}
            >
              <Trash2 size={14} />
            </ActionIcon>
          </div>
        ))}
        {isFiltered(filter) && (
          <>
            <Menu.Divider />
            <form className={styles.save} onSubmit={submit}>
              <TextInput
                size="xs"
                aria-label="Name of this filter"
                placeholder={filterText(filter)}
                maxLength={60}
                value={name}
                onChange={({ currentTarget: { value } }) => setName(value)}
              />
              <Button size="xs" type="submit">
                Save this
              </Button>
            </form>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
