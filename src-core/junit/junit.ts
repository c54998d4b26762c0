/** One check of a report. At most one of the last three; none = it passed. */
export interface JunitCase {
  classname?: string;
  name: string;
  tookMs?: number;
  /** What was otherwise than expected: in a line, and in full. */
  failure?: { message: string; text?: string };
  /** Why it could not be checked. */
  error?: string;
  /** Why it was not. */
  skipped?: string;
}

/** What a build server is told. */
export interface JunitReport {
  name: string;
  /** Epoch ms. */
  startedAt: number;
  tookMs: number;
  properties: Readonly<Record<string, string | number>>;
  cases: readonly JunitCase[];
}

/** A report as JUnit XML, as build servers read it: one suite. */
export function junitXml({ name, startedAt, tookMs, properties, cases }: JunitReport): string {
  const count = (kind: 'failure' | 'error' | 'skipped') =>
    cases.filter((one) => one[kind] !== undefined).length;
  const totals = attributes({
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(tookMs),
  });
  const suite = attributes({ name, timestamp: new Date(startedAt).toISOString() });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${totals}>`,
    `  <testsuite${suite}${totals}>`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([key, value]) => `      <property${attributes({ name: key, value })}/>`,
    ),
    '    </properties>',
    ...cases.map(caseXml),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseXml({ classname, name, tookMs, failure, error, skipped }: JunitCase): string {
  const time = tookMs === undefined ? undefined : seconds(tookMs);
  const head = `    <testcase${attributes({ classname, name, time })}`;
  if (failure) {
    const { message, text = '' } = failure;
    return `${head}><failure${attributes({ message })}>${xmlText(text)}</failure></testcase>`;
  }
  if (error !== undefined) return `${head}><error${attributes({ message: error })}/></testcase>`;
  if (skipped !== undefined) return `${head}><skipped${attributes({ message: skipped })}/></testcase>`;
  return `${head}/>`;
}

function attributes(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => ` ${name}="${xmlText(String(value))}"`).join('');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

// XML 1.0 has no form at all for most control characters.
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Any text as it stands in an element or an attribute of XML. */
function xmlText(text: string): string {
  return text
    .replace(forbidden, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
