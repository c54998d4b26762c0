import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { useDraft } from '../draft/draft-store';
import styles from './build.module.css';
import { Builder } from './builder';
import { YamlText } from './yaml-text';

/** The scenario, as a form or as a file. */
export function ScenarioPanel() {
  const [tab, setTab] = useState<string | null>('build');
  const faults = useDraft(({ read }) => read.issues.size);
  const fileFaults = useDraft(({ yamlIssues }) => yamlIssues.length);
  return (
    <Tabs value={tab} onChange={setTab} className={styles.tabs} keepMounted={false}>
      <Tabs.List aria-label="The scenario as">
        <Tabs.Tab value="build">Build{faults > 0 && <Faults count={faults} />}</Tabs.Tab>
        <Tabs.Tab value="yaml">YAML{fileFaults > 0 && <Faults count={fileFaults} />}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="build" className={styles.panel}>
        {fileFaults > 0 && (
          <p className={styles.note}>
            The YAML has faults: this is the scenario as it was before. A change here replaces the YAML.
          </p>
        )}
        <Builder />
      </Tabs.Panel>
      <Tabs.Panel value="yaml" tabIndex={0} className={`${styles.panel} ${styles.yaml}`}>
        <YamlText />
      </Tabs.Panel>
    </Tabs>
  );
}

function Faults({ count }: { count: number }) {
  return (
    <span className="bad">
      {' '}
      {count} {count === 1 ? 'fault' : 'faults'}
    </span>
  );
}
