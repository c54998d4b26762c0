import { Separator } from 'react-resizable-panels';
import styles from './panel-separator.module.css';

/** The line between two panels, by which they are resized. */
export function PanelSeparator() {
  return <Separator className={styles.separator} />;
}
