import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  /** What it means and what to do next. */
  text?: ReactNode;
  actions?: ReactNode;
}

/** Shown where there is nothing to show. */
export function EmptyState({ title, text, actions }: EmptyStateProps) {
  return (
    <div className="empty-state">
      <strong>{title}</strong>
      {text && <div className="empty-state-text">{text}</div>}
      {actions && <div className="empty-state-actions">{actions}</div>}
    </div>
  );
}
