import { messageParts } from './message-parts';
import styles from './error-message.module.css';

/** An error's message, its ids and numbers set back: they differ from job to job. */
export function ErrorMessage({ message }: { message: string }) {
  let at = 0;
  return (
    <span className={styles.message}>
      {messageParts(message).map(({ text, varies }) => {
        at += text.length;
        return varies ? (
          <span key={at} className={styles.varies}>
            {text}
          </span>
        ) : (
          text
        );
      })}
    </span>
  );
}
