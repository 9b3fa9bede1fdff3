import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultStatus, GatewayError } from '../platform/errors.ts';
import type { Outcome } from '../platform/metrics/metrics.ts';
import { printCoverage } from '../reports/catalog/coverage.ts';
import type { Exports } from '../reports/api/export/create-exports.ts';
import type { Admit } from './admit.ts';

/** What the route is made of. */
export interface ExportRoute {
  readonly exports: Exports;
  readonly admit: Admit;
  readonly onAnswer: (outcome: Outcome) => void;
}

/**
 * Adds `POST /admin/export`, which sends a report as a file: `{ report, format, filter, orderBy }`. It goes
 * through the gate that `/admin/graphql` has.
 *
 * `x-report-coverage` says how far it was shown that the report leaves nothing out, as `Coverage` of the report API.
 * A file has no length that is told beforehand. `x-report-rows` tells how many rows it will have, its end
 * whether it is all of it; where it can't be read to its end, the connection breaks, and so no client that
 * knows HTTP takes it for a whole one (RFC 9112, section 8).
 */
export function routeExport(app: FastifyInstance, { exports, admit, onAnswer }: ExportRoute): void {
  app.route({
    method: 'POST',
    url: PATH,
    bodyLimit: BODY_BYTES,
    onRequest: admit.onReport,
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const left = new AbortController();
      reply.raw.once('close', () => {
        left.abort();
      });
      try {
        const { name, type, rows, coverage, body } = await exports.open(
          admit.contextOf(request),
          request.body,
          left.signal,
        );
        onAnswer('ok');
        void reply.header('x-report-coverage', printCoverage(coverage));
        if (rows !== null) void reply.header('x-report-rows', String(rows));
        return await reply
          .header('content-disposition', `attachment; filename="${name}"`)
          .header('content-type', type)
          .send(body);
      } catch (error) {
        if (error instanceof GatewayError && faultStatus(error.code) === 503)
          void reply.header('retry-after', String(RETRY_S));
        throw error;
      }
    },
  });
}

const PATH = '/admin/export';

/** A filter, and as JSON may escape it. */
const BODY_BYTES = 65_536;

/** When it may be worth another try. */
const RETRY_S = 10;
