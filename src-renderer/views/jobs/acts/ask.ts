import { confirm } from '../../../components/confirm';
import { formatCount } from '../../../components/format';

/** `1 job`, `1,234 jobs` */
export function jobsText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'job' : 'jobs'}`;
}

/** Says how many jobs an act is on, and asks. `others` are selected and not of a state it is for. */
export function askFirst(kind: 'cancel' | 'retry', count: number, others: number): Promise<boolean> {
  const left =
    others > 0 ? ` ${jobsText(others)} of the selection ${others === 1 ? 'is' : 'are'} left alone: ` : ' ';
  if (kind === 'cancel')
    return confirm({
      title: `Cancel ${jobsText(count)}?`,
      text:
        'Waiting and scheduled jobs do not start any more; workers are told to stop running ones. This cannot be undone.' +
        (others > 0 ? `${left}finished already.` : ''),
      confirmLabel: `Cancel ${jobsText(count)}`,
      danger: true,
    });
  return confirm({
    title: `Retry ${jobsText(count)}?`,
    text: `They wait again, at once, each with a new count of attempts.${others > 0 ? `${left}not dead.` : ''}`,
    confirmLabel: `Retry ${jobsText(count)}`,
  });
}
