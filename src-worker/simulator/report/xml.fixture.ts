/** One element of an XML document. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** The text directly in it. */
  text: string;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const token = /<\?xml[^?]*\?>|<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** Reads well-formed XML without namespaces, comments and CDATA; throws at anything else. */
export function parseXml(xml: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < xml.length) {
    const from = token.lastIndex;
    const match = token.exec(xml);
    if (!match) throw new Error(`not XML at ${from}: ${xml.slice(from, from + 40)}`);
    const [, close, name, attributes = '', empty, text] = match;
    const here = open.at(-1) as XmlElement;
    if (text !== undefined) here.text += unescaped(text);
    else if (close) {
      if (open.pop()?.name !== name || open.length === 0) throw new Error(`</${name}> closes nothing`);
    } else if (name !== undefined) {
      const element = { name, attributes: attributesOf(attributes), children: [], text: '' };
      here.children.push(element);
      if (!empty) open.push(element);
    }
  }
  const [element] = root.children;
  if (open.length !== 1 || !element || root.children.length !== 1 || root.text.trim() !== '')
    throw new Error('not one whole element');
  return element;
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w.-]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescaped(value ?? '')]),
  );
}

function unescaped(text: string): string {
  if (/&(?!(amp|lt|gt|quot|apos);)/.test(text)) throw new Error(`a bare & in: ${text}`);
  return text.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '');
}
