import { Check, TriangleAlert, X } from 'lucide-react';
import type { ProfileTest } from '../../../../src-core/protocol/desktop';
import styles from '../settings.module.css';

const marks = {
  pass: { Mark: Check, className: 'good', word: 'passed' },
  warn: { Mark: TriangleAlert, className: 'warn', word: 'warning' },
  fail: { Mark: X, className: 'bad', word: 'failed' },
} as const;

/** What a test of a profile found, step by step. */
export function TestResult({ result }: { result: ProfileTest }) {
  return (
    <ul className={styles.steps} aria-label="Test result" role="status">
      {result.steps.map(({ name, status, text }) => {
        const { Mark, className, word } = marks[status];
        return (
          <li key={`${name} ${text}`}>
            <Mark size={14} className={className} aria-hidden="true" />
            <span>
              <strong>{name}</strong> <span className={className}>{word}</span>: {text}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
