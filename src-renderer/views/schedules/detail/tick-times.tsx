import { Ago } from '../../../components/times';
import { zonedText } from '../when-text';
import styles from './detail.module.css';

interface TickTimesProps {
  /** Epoch ms. */
  ticks: readonly number[];
  /** The zone whose clocks it goes by. */
  zone: string;
  label: string;
}

/** Ticks to come, as clocks of the zone and of UTC show them. */
export function TickTimes({ ticks, zone, label }: TickTimesProps) {
  return (
    <table aria-label={label} className={styles.times}>
      <thead>
        <tr>
          {zone !== 'UTC' && <th scope="col">{zone}</th>}
          <th scope="col">UTC</th>
          <th scope="col">
            <span className="visually-hidden">From now</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {ticks.map((tick) => (
          <tr key={tick}>
            {zone !== 'UTC' && <td>{zonedText(tick, zone)}</td>}
            <td>
              {zone === 'UTC' ? zonedText(tick, zone) : zonedText(tick, 'UTC').slice('Sun 2026-'.length)}
            </td>
            <td>
              <Ago at={tick} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
