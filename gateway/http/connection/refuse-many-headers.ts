import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../../platform/errors.ts';
import { isHttp2 } from './end-connection.ts';

/** Far more than clients and proxies send. */
const MAX_HEADER_LINES = 200;

/** Of a request's headers together, as the parser of HTTP/1.1 has it too. */
export const MAX_HEADER_BYTES = 16_384;

/**
 * Refuses requests with many header lines. Node.js drops lines after the first 1,000 without a sign, and those of a proxy
 * may be the last. Over HTTP/2, its limit of bytes holds only for clients that confirm it.
 */
export function refuseManyHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    const { rawHeaders } = raw;
    // A name and a value for each line.
    const hasMany = rawHeaders.length > 2 * MAX_HEADER_LINES;
    if (hasMany || (isHttp2(raw) && lengthOf(rawHeaders) > MAX_HEADER_BYTES))
      throw new GatewayError('REQUEST_TOO_LARGE');
    done();
  });
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}
