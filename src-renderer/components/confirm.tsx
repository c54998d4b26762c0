import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { create } from 'zustand';

interface Question {
  title: string;
  /** What will happen, and to how many. */
  text: ReactNode;
  /** The deed, as a verb: `Discard 12 jobs`. */
  confirmLabel: string;
  /** It cannot be undone, or hurts. */
  danger?: boolean;
}

interface Asked {
  question: Question | null;
  /** False while the dialog leaves: its text stays until it has gone. */
  open: boolean;
  answer(yes: boolean): void;
}

const useAsked = create<Asked>()(() => ({ question: null, open: false, answer: () => undefined }));

/** Asks before something is done. A second question while one is open answers the first with no. */
export function confirm(question: Question): Promise<boolean> {
  useAsked.getState().answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      useAsked.setState({ open: false, answer: () => undefined });
      resolve(yes);
    };
    useAsked.setState({ question, open: true, answer });
  });
}

/** Where `confirm` asks; mounted once, by the frame. */
export function ConfirmDialog() {
  const { question, open, answer } = useAsked();
  return (
    <Modal opened={open} onClose={() => answer(false)} title={question?.title} size="md">
      <div className="confirm-text">{question?.text}</div>
      <div className="dialog-actions">
        {/* Not "Cancel": what is confirmed may be a cancelling itself. */}
        <Button variant="default" onClick={() => answer(false)}>
          Close
        </Button>
        <Button data-autofocus color={question?.danger ? 'red' : undefined} onClick={() => answer(true)}>
          {question?.confirmLabel}
        </Button>
      </div>
    </Modal>
  );
}
