import type { RequestContext } from '../platform/request-context.ts';

/** Checks the context that the HTTP edge passed through Apollo Server, which drops its type. */
export function parseRequestContext(context: Readonly<Record<string, unknown>>): RequestContext {
  if (typeof context['requestId'] !== 'string' || typeof context['caller'] !== 'object')
    throw new TypeError('the request has no caller');
  return context as unknown as RequestContext;
}
