import { StreamLanguage } from '@codemirror/language';

/** Each form with the name of its colour; the first that fits at a place goes. */
const forms: readonly [RegExp, string | null][] = [
  [/#.*/, 'comment'],
  [/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/, 'string'],
  [/[A-Za-z_][\w.*-]*(?=\s*:(?:\s|$))/, 'propertyName'],
  [/(?:true|false|null|~)(?=[\s,}\]]|$)/, 'bool'],
  [/-?\d+(?:\.\d+)?(?:ms|s|m|h)?(?=[\s,}\]]|$)/, 'number'],
  [/[[\]{},:]|-(?=\s)|[|>](?=\s*$)/, 'punctuation'],
  [/[^\s#,[\]{}:]+/, 'string'],
];

/** YAML as scenarios are written in it: a line at a time, which colours all but texts of several lines. */
export const yaml = StreamLanguage.define<null>({
  name: 'yaml',
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    const found = forms.find(([form]) => stream.match(form));
    if (!found) stream.next();
    return found?.[1] ?? null;
  },
  languageData: { commentTokens: { line: '#' } },
});
