import type { JobState } from '../protocol/job-state';

/** What a part of an answer rests on, so that a view can lead there. */
export type FactRef =
  /** `events[index]` of the trace. */
  | { kind: 'event'; index: number }
  /** The attempt in the job's history with this fence. */
  | { kind: 'attempt'; fence: number }
  | { kind: 'worker'; id: string }
  /** The workers of the job's queue. */
  | { kind: 'workers' }
  | { kind: 'queue'; name: string }
  /** The jobs of the job's queue in one state. */
  | { kind: 'jobs'; queue: string; state: JobState };

/** A piece of an answer. The pieces' texts, put one after the other, are the sentences. */
export interface AnswerPart {
  text: string;
  ref?: FactRef;
}

export const whyQuestions = ['waiting', 'twice', 'dead', 'late', 'expired'] as const;
export type WhyQuestion = (typeof whyQuestions)[number];

/** One question about a job, as a person would ask it, and its answer. */
export interface WhyAnswer {
  question: WhyQuestion;
  /** `Why is it waiting?` */
  title: string;
  parts: AnswerPart[];
}

/** What answers are put together from: text, parts, and lists of them. */
export type Saying = string | AnswerPart | readonly Saying[];

/** Puts an answer together; neighbouring texts without a reference become one part. */
export function say(...pieces: readonly Saying[]): AnswerPart[] {
  const parts: AnswerPart[] = [];
  for (const piece of pieces.flat(9) as (string | AnswerPart)[]) {
    const part = typeof piece === 'string' ? { text: piece } : piece;
    const last = parts.at(-1);
    if (part.text === '') continue;
    if (last && !last.ref && !part.ref) parts[parts.length - 1] = { text: last.text + part.text };
    else parts.push(part);
  }
  return parts;
}

/** The answer as a line of text. */
export function plainText(parts: readonly AnswerPart[]): string {
  return parts.map(({ text }) => text).join('');
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly Saying[]): Saying {
  return items.map((item, n) => {
    if (n === 0) return item;
    return [n === items.length - 1 ? ' and ' : ', ', item];
  });
}

/** `1 job`, `12,000 jobs`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

/** What is said, as a sentence: its first letter large (but of an id), a full stop at its end. */
export function sentence(...pieces: readonly Saying[]): AnswerPart[] {
  const parts = say(...pieces, '.');
  const [first, ...rest] = parts;
  if (!first || (first.ref?.kind === 'worker' && first.text === first.ref.id)) return parts;
  return [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest];
}
