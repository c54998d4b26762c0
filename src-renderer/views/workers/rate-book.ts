/** A worker's counters at a moment. */
interface Sample {
  at: number;
  completed: number;
  failed: number;
}

type Counters = Pick<Sample, 'completed' | 'failed'> & { id: string };

const spacingMs = 5_000;
const keptSamples = 61;
/** The window a rate is taken over, and how much of it must be known; ms. */
const rateWindowMs = 30_000;
const leastMs = 4_000;
/** After a longer silence what happened in between is not known well enough; ms. */
const gapMs = 15_000;

/** Remembers workers' counters for five minutes, and tells how fast they grow. */
export class RateBook {
  private readonly samples = new Map<string, Sample[]>();

  /** Takes the counters of all workers at a moment; workers that are not among them are forgotten. */
  note(at: number, workers: readonly Counters[]): void {
    const present = new Set<string>();
    for (const { id, completed, failed } of workers) {
      present.add(id);
      this.add(id, { at, completed, failed });
    }
    for (const id of this.samples.keys()) if (!present.has(id)) this.samples.delete(id);
  }

  /** Attempts a second that a worker ends, completed or failed, over the last half minute; null when not known yet. */
  rate(id: string): number | null {
    const samples = this.samples.get(id) ?? [];
    const last = samples.at(-1);
    const first = last && samples.find((sample) => sample.at >= last.at - rateWindowMs);
    if (!first || !last || last.at - first.at < leastMs) return null;
    return (ended(last, first) * 1000) / (last.at - first.at);
  }

  /** Attempts a second of the last five minutes, a value every 5 s, oldest first. */
  history(id: string): { at: number; value: number }[] {
    const samples = this.samples.get(id) ?? [];
    return samples.slice(1).map((sample, i) => {
      const before = samples[i] as Sample;
      return { at: sample.at, value: (ended(sample, before) * 1000) / Math.max(1, sample.at - before.at) };
    });
  }

  private add(id: string, sample: Sample): void {
    const known = this.samples.get(id) ?? [];
    const last = known.at(-1);
    // Smaller counters are another process under the same name.
    const anew = last && (sample.completed < last.completed || sample.failed < last.failed);
    if (last && (anew || sample.at - last.at > gapMs)) known.length = 0;
    const before = known.at(-2);
    // The newest sample moves along until it is far enough from the one before.
    if (before && last && last.at - before.at < spacingMs) known.pop();
    known.push(sample);
    if (known.length > keptSamples) known.shift();
    this.samples.set(id, known);
  }
}

function ended(now: Sample, before: Sample): number {
  return now.completed + now.failed - before.completed - before.failed;
}
