import { type ReactNode, useId } from 'react';

interface PanelProps {
  title: ReactNode;
  /** What the panel answers, in a few words. */
  question?: string;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A titled part of a view. */
export function Panel({ title, question, actions, children, className }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${className ?? ''}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {question && <span className="panel-question">{question}</span>}
        {actions && <div className="panel-actions">{actions}</div>}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}
