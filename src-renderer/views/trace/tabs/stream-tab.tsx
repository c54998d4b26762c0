import { useLayoutEffect, useRef } from 'react';
import { formatCount } from '../../../components/format';
import { useStream } from '../stream/use-stream';
import styles from './tabs.module.css';

/** What the job streams, as it grows. */
export function StreamTab({ queue, id }: { queue: string; id: string }) {
  const { text, attempt, chunks, open, cut, problem } = useStream(queue, id);
  const box = useRef<HTMLElement>(null);
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new text moves the end
  useLayoutEffect(() => {
    const element = box.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, [text]);
  const count = attempt === null ? 'no chunk yet' : `${formatCount(chunks)} chunks of attempt ${attempt}`;
  return (
    <div className={styles.stream}>
      <p className="quiet" role="status">
        {open
          ? `Streaming: ${count}`
          : attempt === null
            ? 'Its chunks are not kept any more.'
            : `Over: ${count}`}
        {cut && ', the beginning is left out'}
        {problem && <span className="bad"> {problem}</span>}
      </p>
      <section
        ref={box}
        className={styles.streamText}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        aria-label="Streamed text"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          follows.current = scrollTop + clientHeight > scrollHeight - 24;
        }}
      >
        <pre>
          {text}
          {open && <span className={styles.caret} aria-hidden="true" />}
        </pre>
      </section>
    </div>
  );
}
