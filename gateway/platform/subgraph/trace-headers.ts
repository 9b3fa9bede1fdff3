import { takeRandomBytes } from '../random-bytes.ts';
import type { RequestContext } from '../request-context.ts';

/**
 * The headers by which a subgraph's log can be joined to the ledger: the request id, and the client's trace with a new span
 * for each call (https://www.w3.org/TR/trace-context/#traceparent-header). Without a trace of the client, the request id
 * is the trace id.
 */
export function traceHeaders({
  requestId,
  traceId,
  client,
}: Pick<RequestContext, 'requestId' | 'traceId' | 'client'>) {
  const trace = traceId ?? requestId.replaceAll('-', '');
  const span = takeRandomBytes(8).toString('hex');
  return {
    'x-request-id': requestId,
    traceparent: `00-${trace}-${span}-${client.isSampled ? '01' : '00'}`,
  };
}
