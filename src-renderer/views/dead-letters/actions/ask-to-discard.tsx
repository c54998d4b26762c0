import { undoMs } from '../../../../src-core/protocol/dead-letters';
import { confirm } from '../../../components/confirm';
import { formatDuration } from '../../../components/format';
import { discard } from './acts';
import { countOf, jobsText, placeText, type Target } from './target';

/** Asks, saying how many, then puts them away. Answers whether it began. */
export async function askToDiscard(target: Target): Promise<boolean> {
  const jobs = jobsText(countOf(target));
  const sure = await confirm({
    title: `Discard ${jobs}?`,
    text: `${jobs} ${placeText(target)}. For ${formatDuration(undoMs)} you can bring them back; then they are gone.`,
    confirmLabel: `Discard ${jobs}`,
    danger: true,
  });
  return sure && (await discard(target)).length > 0;
}
