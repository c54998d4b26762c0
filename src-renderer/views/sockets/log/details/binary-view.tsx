import { useState } from 'react';
import { formatCount } from '../../../../components/format';
import { hexLines } from './hex-lines';
import styles from './details.module.css';

/** Bytes that are drawn before somebody asks for more. */
const pageBytes = 4096;

/** Bytes as numbers and as the text in them. */
export function BinaryView({ data }: { data: Uint8Array }) {
  const [shown, setShown] = useState(pageBytes);
  const lines = hexLines(data, 0, shown);
  return (
    <div className={styles.bytes}>
      <pre>{lines.map(({ offset, hex, text }) => `${offset}  ${hex}  ${text}`).join('\n')}</pre>
      {shown < data.length && (
        <button type="button" className="text-button" onClick={() => setShown(shown + 16 * pageBytes)}>
          {formatCount(data.length - shown)} more bytes
        </button>
      )}
    </div>
  );
}
