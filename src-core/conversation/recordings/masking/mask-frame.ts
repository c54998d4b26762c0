import { maskSecrets } from '../../../redaction/mask-secrets';
import { escapeTemplate, templateOf } from '../../templates/templates';
import { isIdField, isMeasure, isoTimesInText, isWord, looksLikeTime, protocolKindOf } from './field-rules';
import { scopeOf, type ValueFinder } from './find-values';
import type { FrameBody } from '../frame-body';
import { type Place, walkJson } from './walk-json';

type Way = 'sent' | 'received';

const time = '{{$time}}';

/** A frame with stand-ins where its values are others each time, and without its secrets. */
export function maskBody(body: FrameBody, way: Way, found: ValueFinder): FrameBody {
  if (body.base64 !== undefined) return { base64: maskedBytes(body.base64, found) };
  if (body.text !== undefined) return { text: maskedText(body.text, way, found) };
  return {
    frame: walkJson(body.frame, {
      key: (name) =>
        found.standIns.nameOf(name)
          ? templateOf(found.standIns.split(name))
          : escapeTemplate(found.secrets.mask(name)),
      leaf: (value, place) => {
        if (typeof value === 'string') return maskedLeaf(value, place, way, found);
        return typeof value === 'number' ? maskedNumber(value, place, way, found) : value;
      },
    }),
  };
}

function maskedLeaf(text: string, place: Place, way: Way, found: ValueFinder): string {
  if (isWord(place)) return templateOf(found.secrets.split(text));
  const name = found.standIns.nameOf(text);
  if (name !== undefined) return `{{${name}}}`;
  if (way === 'received' && !found.wasSent(text, place) && looksLikeTime(text, place, found.near))
    return time;
  return maskedText(text, way, found, found.wasSent(text, place));
}

function maskedNumber(value: number, place: Place, way: Way, found: ValueFinder): unknown {
  const name =
    found.standIns.nameOf(value, scopeOf(protocolKindOf(place), place)) ??
    (isIdField(place) ? found.standIns.nameOf(value, 'id') : undefined);
  if (name !== undefined) return `{{${name}}}`;
  if (way === 'sent' || found.wasSent(value, place)) return value;
  // `{{$time}}` means milliseconds.
  if (looksLikeTime(value, place, found.near)) return value >= 1e12 ? time : '{{$number}}';
  return isMeasure(place) ? '{{$number}}' : value;
}

/** @param echoed the recorded side said it itself, so that times in it are those it will say again */
function maskedText(text: string, way: Way, found: ValueFinder, echoed = false): string {
  const pieces = found.secrets
    .split(text)
    .map((piece) => (typeof piece === 'string' ? maskSecrets(piece) : piece));
  const template = templateOf(
    pieces.flatMap((piece) => (typeof piece === 'string' ? found.standIns.split(piece) : [piece])),
  );
  return way === 'received' && !echoed ? template.replace(isoTimesInText, time) : template;
}

/** Secrets are looked for among the bytes too; what else is there stays. */
function maskedBytes(base64: string, { secrets }: ValueFinder): string {
  return btoa(secrets.mask(atob(base64)));
}
