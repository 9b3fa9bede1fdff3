import type { RequestContext } from '../platform/request-context.ts';

/** The context that the HTTP edge gave to Apollo Server, which hands it on untyped. */
export function parseRequestContext(context: Readonly<Record<string, unknown>>): RequestContext {
  if (typeof context['requestId'] !== 'string' || typeof context['caller'] !== 'object')
    throw new TypeError('a request without a caller');
  return context as unknown as RequestContext;
}
