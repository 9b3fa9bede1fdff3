import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { RequestOutcome } from '../../platform/metrics/metrics.ts';
import { printCoverage } from '../../reports/catalog/coverage.ts';
import type { Exports } from '../../reports/api/export/create-exports.ts';
import type { AuthenticateRequest } from '../authentication/authenticate-request.ts';

export interface ExportRoute {
  readonly exports: Pick<Exports, 'open'>;
  readonly authenticate: AuthenticateRequest;
  /** Options of the route for compression. */
  readonly compression: Pick<RouteShorthandOptions, 'compress'>;
  readonly onAnswer: (outcome: RequestOutcome) => void;
}

/**
 * Adds `POST /admin/export`, which sends a report as a file: `{ report, format, filter, orderBy, language }`. It is authenticated
 * like `/admin/graphql`.
 *
 * `x-report-coverage` is the `Coverage` of the report API: how completeness was verified. `x-report-rows` is the number
 * of rows. The file has no declared length; where it cannot be read to its end, the connection breaks, and HTTP clients
 * detect an incomplete file (RFC 9112, section 8).
 */
export function routeExport(
  app: FastifyInstance,
  { exports, authenticate, compression, onAnswer }: ExportRoute,
): void {
  app.route({
    ...compression,
    method: 'POST',
    url: PATH,
    bodyLimit: BODY_BYTES,
    onRequest: authenticate.forReport,
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const clientGone = new AbortController();
      reply.raw.once('close', () => {
        clientGone.abort();
      });
      const { name, type, rowCount, coverage, body } = await exports.open(
        authenticate.contextOf(request),
        request.body,
        clientGone.signal,
      );
      onAnswer('ok');
      void reply.header('x-report-coverage', printCoverage(coverage));
      if (rowCount !== null) void reply.header('x-report-rows', String(rowCount));
      return reply
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('content-type', type)
        .send(body);
    },
  });
}

const PATH = '/admin/export';

/** Enough for a filter, JSON escapes included. */
const BODY_BYTES = 65_536;
