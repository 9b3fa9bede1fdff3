import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../platform/errors.ts';

/** Far more than clients and proxies send. */
const MAX_HEADER_LINES = 200;

/**
 * Refuses requests with many header lines. Node.js drops lines after the first 1,000 without a sign, and those of a proxy
 * may be the last.
 */
export function refuseManyHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw: { rawHeaders } }) => {
    // A name and a value for each line.
    if (rawHeaders.length > 2 * MAX_HEADER_LINES) throw new GatewayError('REQUEST_TOO_LARGE');
  });
}
