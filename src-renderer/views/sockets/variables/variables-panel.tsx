import { Button, Popover } from '@mantine/core';
import { Braces } from 'lucide-react';
import { useState } from 'react';
import { AddVariable } from './add-variable';
import { generators } from './variable-options';
import { VariableRow } from './variable-row';
import { useVariables, variablesOf } from './variables';
import styles from './variables.module.css';

/** What `{{name}}` stands for: looked at, set, forgotten. */
export function VariablesPanel() {
  const [opened, setOpened] = useState(false);
  const count = useVariables((variables) => Object.keys(variablesOf(variables)).length);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={460} trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<Braces size={14} />}
          onClick={() => setOpened(!opened)}
        >
          Variables{count > 0 && ` ${count}`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Variables" className={styles.panel}>
        <Panel />
      </Popover.Dropdown>
    </Popover>
  );
}

function Panel() {
  const { captured, secrets, environment } = useVariables();
  const own = Object.entries(environment?.variables ?? {}).filter(
    ([name]) => !(name in captured) && !(name in secrets),
  );
  const isEmpty = [captured, secrets, Object.fromEntries(own)].every((all) => Object.keys(all).length === 0);
  return (
    <>
      {isEmpty && (
        <p className="quiet">
          None yet. <code>jobId</code>, <code>fence</code> and <code>resumeToken</code> are captured from
          answers; set others here.
        </p>
      )}
      <ul className={styles.rows} aria-label="Variables">
        {Object.entries(captured).map(([name, value]) => (
          <VariableRow key={name} name={name} value={value} from="captured" />
        ))}
        {Object.entries(secrets)
          .filter(([name]) => !(name in captured))
          .map(([name, value]) => (
            <VariableRow key={name} name={name} value={value} from="secrets" />
          ))}
        {own.map(([name, value]) => (
          <VariableRow key={name} name={name} value={value} from={environment?.name ?? ''} />
        ))}
      </ul>
      <AddVariable />
      <Generators />
    </>
  );
}

function Generators() {
  return (
    <details className={styles.generators}>
      <summary>What makes a new value each time</summary>
      <dl>
        {generators.map(({ name, detail }) => (
          <div key={name}>
            <dt>
              <code>{`{{${name}}}`}</code>
            </dt>
            <dd>{detail}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        A text that is one variable and nothing else becomes its value: <code>{'"{{fence}}"'}</code> is sent
        as a number. A plain <code>{'{{'}</code> is written <code>{'\\{{'}</code>, in JSON{' '}
        <code>{'\\\\{{'}</code>.
      </p>
    </details>
  );
}
