import type { Check, FrameMatch } from '../../collection';
import { readPath } from '../../json-path/json-path';
import { checkValue } from '../../matching/check-value';
import { matchFrame } from '../../matching/match-frame';
import { expandRegExp } from '../../matching/match-text';
import type { Scope } from '../../templates/scope';
import type { RunFrame } from './run-frame';

/** Which frames are meant, and what must hold of them. */
export interface Wanted extends FrameMatch {
  where?: readonly Check[];
  capture?: Readonly<Record<string, string>>;
}

export type Judgement =
  | { fits: true; captured: Record<string, unknown> }
  | {
      fits: false;
      /** Where it differs first: `$.state was "waiting", expected "completed"`. */
      message: string;
      /** How near it is, from 0: what fits of the pattern, and 1 more when all of that does. */
      nearness: number;
    };

/** Whether a frame is one of those. Throws TemplateError. */
export function judgeFrame(frame: RunFrame, wanted: Wanted, scope: Scope): Judgement {
  const matched =
    wanted.text === undefined ? matchJson(frame, wanted, scope) : matchRegExp(frame, wanted.text, scope);
  if (!matched.fits) return matched;
  const value = frame.json?.value;
  for (const check of wanted.where ?? []) {
    const message = checkValue(check, value, scope);
    if (message !== null) return { fits: false, message, nearness: 1 };
  }
  const captured = { ...matched.captured };
  for (const [name, path] of Object.entries(wanted.capture ?? {})) {
    const { found, value: there } = readPath(value, path);
    if (!found) return { fits: false, message: `${path} is missing, to be captured as ${name}`, nearness: 1 };
    captured[name] = there;
  }
  return { fits: true, captured };
}

/** The same; null when it cannot be judged, as while a variable has no value. */
export function tryToJudge(frame: RunFrame, wanted: Wanted, scope: Scope): Judgement | null {
  try {
    return judgeFrame(frame, wanted, scope);
  } catch {
    return null;
  }
}

function matchJson({ json }: RunFrame, wanted: Wanted, scope: Scope): Judgement {
  if (!json) return { fits: false, message: 'it is no JSON', nearness: 0 };
  const match = matchFrame(wanted.frame, json.value, scope);
  return match.fits ? match : { fits: false, message: match.message, nearness: match.share };
}

/** Its named groups are variables: `job (?<jobId>\w+) done`. */
function matchRegExp({ data }: RunFrame, source: string, scope: Scope): Judgement {
  const form = expandRegExp(source, scope);
  const match = typeof data === 'string' ? form.exec(data) : null;
  if (!match) return { fits: false, message: `/${form.source}/ is not found in it`, nearness: 0 };
  const groups = Object.entries(match.groups ?? {}).filter(([, text]) => text !== undefined);
  return { fits: true, captured: Object.fromEntries(groups) };
}
