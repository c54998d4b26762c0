import { ActionIcon, Button, Menu, SegmentedControl, TextInput } from '@mantine/core';
import { FolderOpen, Plus, Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { EmptyState } from '../../../components/empty-state';
import { ErrorPanel } from '../../../components/error-panel';
import { Loading } from '../../../components/loading';
import { useConnection } from '../../../stores/connection';
import { EnvironmentPicker } from './environments/environment-picker';
import { importFiles } from './files/file-acts';
import { listFiles, useFiles } from './files/file-store';
import { FolderDialog } from './files/folder-dialog';
import { PathDialog } from './files/path-dialog';
import { HistoryList } from './history/history-list';
import styles from './saved-pane.module.css';
import { FileTree } from './tree/file-tree';
import { newFile } from './tree/tree-acts';

/** What was kept: collections, environments, recordings, and the frames that were sent last. */
export function SavedPane() {
  const [tab, setTab] = useState('files');
  const [search, setSearch] = useState('');
  useListed();
  return (
    <section className={styles.pane} aria-label="Saved">
      <div className={styles.tools}>
        <SegmentedControl
          size="xs"
          aria-label="What is listed"
          data={[
            { value: 'files', label: 'Saved' },
            { value: 'history', label: 'History' },
          ]}
          value={tab}
          onChange={setTab}
        />
        <span className={styles.gap} />
        {tab === 'files' && <FileButtons />}
      </div>
      <TextInput
        size="xs"
        className={styles.search}
        type="search"
        aria-label={tab === 'files' ? 'Search saved files' : 'Search sent frames'}
        placeholder="Search"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {tab === 'files' ? <Files search={search} /> : <HistoryList search={search} />}
      <PathDialog />
      <FolderDialog />
    </section>
  );
}

/** The files are asked for when the view is opened, and when the gateway is back or another one. */
function useListed(): void {
  const connects = useConnection((state) => state.connects);
  const url = useConnection((state) => state.url);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each connection may have other files
  useEffect(() => {
    if (url !== null) void listFiles();
  }, [connects, url]);
}

function FileButtons() {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        accept=".yaml,.jsonl"
        aria-label="Files to import"
        onChange={(event) => {
          const chosen = [...(event.currentTarget.files ?? [])];
          // The same file can be chosen again.
          event.currentTarget.value = '';
          void importFiles(chosen, '');
        }}
      />
      <ActionIcon
        variant="subtle"
        aria-label="Import files"
        title="Import files"
        onClick={() => picker.current?.click()}
      >
        <Upload size={16} />
      </ActionIcon>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" aria-label="New" title="New">
            <Plus size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => newFile('collection', '')}>New collection</Menu.Item>
          <Menu.Item onClick={() => newFile('environment', '')}>New environment</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function Files({ search }: { search: string }) {
  const { folder, files, error } = useFiles();
  if (error && folder === null) return <ErrorPanel error={error} onRetry={() => void listFiles()} />;
  if (folder === null) return <Loading what="Reading the saved files" />;
  return (
    <>
      <EnvironmentPicker />
      {files.length === 0 ? <NoFiles /> : <FileTree search={search} />}
      <p className={styles.folder} title={folder}>
        <FolderOpen size={14} aria-hidden="true" />
        <span>
          Plain files in <code>{folder}</code> on the gateway's machine: keep them in git.
        </span>
      </p>
    </>
  );
}

function NoFiles() {
  return (
    <div className={styles.none}>
      <EmptyState
        title="Nothing saved yet"
        text="A collection is a conversation that can be had again, with what must come of it. Save a message from the composer, record what you do, or begin with an example."
        actions={
          <Button size="xs" onClick={() => newFile('collection', '')}>
            New collection
          </Button>
        }
      />
    </div>
  );
}
