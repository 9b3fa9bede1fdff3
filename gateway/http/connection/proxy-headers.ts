/** Headers that proxies add to forwarded requests. */
const PROXY_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
] as const;

/** Whether a request has a header that proxies add. */
export function hasProxyHeaders(
  headers: Readonly<Partial<Record<(typeof PROXY_HEADERS)[number], unknown>>>,
): boolean {
  return PROXY_HEADERS.some((name) => headers[name] !== undefined);
}
