import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { previewScheduleAnswerSchema } from '../../../../src-core/protocol/schedules';
import { api } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import { type Faults, faultsAt, type ReadDraft } from './read-draft';

interface Preview {
  /** The next ten ticks of what was asked last; null while there is no answer. */
  ticks: readonly number[] | null;
  /** What the gateway finds wrong, at its field. */
  faults: Faults;
}

const pauseMs = 250;
const nothing: Preview = { ticks: null, faults: {} };

/** When what is typed would tick: asked of the gateway as soon as typing pauses. */
export function usePreview(timing: ReadDraft): Preview {
  const typed = timing.ok ? JSON.stringify(timing.schedule) : '';
  const [asked] = useDebouncedValue(typed, pauseMs);
  const [answer, setAnswer] = useState({ to: '', preview: nothing });
  useEffect(() => {
    if (asked === '') return;
    let over = false;
    const take = (preview: Preview) => {
      if (!over) setAnswer({ to: asked, preview });
    };
    const body = { schedule: JSON.parse(asked) as unknown, count: 10 };
    api.send('POST', '/schedules/preview', body, previewScheduleAnswerSchema).then(
      ({ nextTicks }) => take({ ticks: nextTicks, faults: {} }),
      (error: unknown) => {
        const { message, issues = [] } = asApiError(error);
        take({ ticks: null, faults: issues.length > 0 ? faultsAt(issues) : { whole: message } });
      },
    );
    return () => {
      over = true;
    };
  }, [asked]);
  return answer.to === typed && typed !== '' ? answer.preview : nothing;
}
