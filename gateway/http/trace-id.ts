/**
 * Reads the trace id of a `traceparent` header: 32 hex digits that aren't all zero. Null is anything
 * else, including a header that was sent twice. https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function readTraceId(header: string | readonly string[] | undefined): string | null {
  const match = typeof header === 'string' ? TRACEPARENT.exec(header) : null;
  return match?.[1] ?? null;
}

const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;
