import { ActionIcon, Button } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import styles from './build.module.css';

interface SectionProps {
  title: string;
  /** What it is for, in a few words. */
  text: string;
  /** `Add machines`; nothing can be added when there is none. */
  addLabel?: string;
  onAdd?(): void;
  children: ReactNode;
}

/** One part of the builder. */
export function Section({ title, text, addLabel, onAdd, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header>
        <h3 id={id}>{title}</h3>
        <span className="quiet">{text}</span>
        {onAdd && (
          <Button size="compact-xs" variant="default" leftSection={<Plus size={12} />} onClick={onAdd}>
            {addLabel}
          </Button>
        )}
      </header>
      {children}
    </section>
  );
}

interface ItemProps {
  /** `machines rig`: as it is read out, and what removing it names. */
  name: string;
  onRemove(): void;
  children: ReactNode;
}

/** One machine kind, job type, load or fault. */
export function Item({ name, onRemove, children }: ItemProps) {
  return (
    <fieldset className={styles.item} aria-label={name}>
      <div className={styles.fields}>{children}</div>
      <ActionIcon
        className={styles.remove}
        size={24}
        aria-label={`Remove ${name}`}
        title={`Remove ${name}`}
        onClick={onRemove}
      >
        <Trash2 size={14} />
      </ActionIcon>
    </fieldset>
  );
}

/** What is not needed often. */
export function More({ children }: { children: ReactNode }) {
  return (
    <details className={styles.more}>
      <summary>More</summary>
      <div className={styles.fields}>{children}</div>
    </details>
  );
}
