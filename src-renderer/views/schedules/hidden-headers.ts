/** What the value of a header reads that the gateway does not tell. */
const hiddenValue = '***';

/** The headers of an HTTP job's payload whose values are hidden; none for other jobs. */
export function hiddenHeaders(type: string, payload: unknown): string[] {
  const { headers } = (payload ?? {}) as { headers?: unknown };
  if (type !== 'http.call' || typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers).flatMap(([name, value]) => (value === hiddenValue ? [name] : []));
}
