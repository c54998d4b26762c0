/** A piece of an error message. */
export interface MessagePart {
  text: string;
  /** Likely another one in the next job of the group: an id, a number, quoted text. */
  varies: boolean;
}

/** What a group's fingerprint leaves out of a message, so that the eye can leave it out too. */
const varying =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(["'`])(?:(?!\1).){1,200}\1|\b0x[0-9a-f]+\b|\b[0-9a-f]{16,}\b|\d+(?:[.:]\d+)*/gi;

/** The first line of a message, cut where it changes from job to job. */
export function messageParts(message: string): MessagePart[] {
  const line = message.split('\n', 1)[0] ?? '';
  const parts: MessagePart[] = [];
  let from = 0;
  for (const match of line.matchAll(varying)) {
    if (match.index > from) parts.push({ text: line.slice(from, match.index), varies: false });
    parts.push({ text: match[0], varies: true });
    from = match.index + match[0].length;
  }
  if (from < line.length) parts.push({ text: line.slice(from), varies: false });
  return parts;
}

/** Whether two messages say the same but for ids, numbers and quoted text. */
export function alike(a: string, b: string): boolean {
  const fixed = (message: string) =>
    messageParts(message)
      .map(({ text, varies }) => (varies ? '\0' : text))
      .join('');
  return fixed(a) === fixed(b);
}
