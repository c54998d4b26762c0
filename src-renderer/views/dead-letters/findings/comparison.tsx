import type { ReactNode } from 'react';
import { formatCount } from '../../../components/format';
import type { Findings, SharedField, TellingField, VaryingField } from './findings';
import { tellingCells, valueText, varyingText } from './findings-text';
import styles from './findings.module.css';

/** Everything the group's jobs have in common, what sets them apart from those that passed, and what differs between them. */
export function Comparison({ findings, count }: { findings: Findings; count: number }) {
  const { dead, passed, telling, common, varying } = findings;
  return (
    <table className={styles.comparison}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">
            {dead < count ? `Newest ${dead} of ${formatCount(count)} dead` : `${dead} dead`}
          </th>
          <th scope="col">
            {passed === 0 ? 'No completed job of this type is kept' : `Last ${passed} completed of this type`}
          </th>
        </tr>
      </thead>
      <Part title="Sets them apart" hidden={passed === 0}>
        {telling.length === 0 && <Nothing text="Nothing that could not be chance." />}
        {telling.map((finding) => (
          <Told key={`${finding.kind} ${finding.field}`} finding={finding} dead={dead} sure />
        ))}
      </Part>
      <Part title="In common" hidden={common.length === 0}>
        {common.map((finding) => (
          <Told key={finding.field} finding={finding} dead={dead} />
        ))}
      </Part>
      <Part title="Differs" hidden={varying.length === 0}>
        {varying.map((field) => (
          <Varies key={field.field} field={field} dead={dead} />
        ))}
      </Part>
    </table>
  );
}

function Part({ title, hidden, children }: { title: string; hidden: boolean; children: ReactNode }) {
  if (hidden) return null;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={3} className={styles.part}>
          {title}
        </th>
      </tr>
      {children}
    </tbody>
  );
}

interface ToldProps {
  finding: TellingField | SharedField;
  dead: number;
  sure?: boolean;
}

function Told({ finding, dead, sure = false }: ToldProps) {
  const { value, deadText, passedText } = tellingCells(finding, dead);
  return (
    <tr className={sure ? styles.sure : undefined}>
      <th scope="row">{finding.field}</th>
      <td>
        {value !== null && <code>{value}</code>} <span className="quiet">{deadText}</span>
      </td>
      <td>{passedText}</td>
    </tr>
  );
}

function Varies({ field, dead }: { field: VaryingField; dead: number }) {
  return (
    <tr>
      <th scope="row">{field.field}</th>
      <td>
        {varyingText(field, dead)} {field.count > 1 && <code>{valueText(field.value)}</code>}
        {field.count > 1 && <span className="quiet"> in {field.count}</span>}
      </td>
      <td />
    </tr>
  );
}

function Nothing({ text }: { text: string }) {
  return (
    <tr>
      <td colSpan={3} className="quiet">
        {text}
      </td>
    </tr>
  );
}
