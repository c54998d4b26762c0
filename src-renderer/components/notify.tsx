import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Check, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

interface Notice {
  title: string;
  text?: ReactNode;
  /** Takes back what was done. */
  undo?: () => void;
}

const successMs = 5_000;
/** Long enough to read and to decide. */
const undoMs = 15_000;
const failureMs = 12_000;

/** Tells in a corner how an act ended. */
export const notify = {
  success({ title, text, undo }: Notice): void {
    show({ title, text, undo }, 'success', undo ? undoMs : successMs);
  },
  failure({ title, text, undo }: Notice): void {
    show({ title, text, undo }, 'failure', failureMs);
  },
};

function show({ title, text, undo }: Notice, kind: 'success' | 'failure', autoClose: number): void {
  const Mark = kind === 'success' ? Check : TriangleAlert;
  const id = notifications.show({
    title,
    autoClose,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
    className: `notice notice-${kind}`,
    icon: <Mark size={16} aria-hidden="true" />,
    role: kind === 'failure' ? 'alert' : 'status',
    message: (
      <>
        {text}
        {undo && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            Undo
          </Button>
        )}
      </>
    ),
  });
}
