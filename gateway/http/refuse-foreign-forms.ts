import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../platform/errors.ts';
import { assertQueryString } from './accept-json-only.ts';

/**
 * Refuses forms of GraphQL requests that some clients send by their own defaults, with a code that says what to change. Apollo
 * Server refuses them too, with one code for all.
 *
 * - a list of operations in one request (batching);
 * - GET without a header that makes browsers send a preflight first, so that no other site can cause it;
 * - GET with a query string that would be refused as a body.
 *
 * https://www.apollographql.com/docs/apollo-server/security/cors/#preventing-cross-site-request-forgery-csrf
 */
export function refuseForeignForms(
  request: Pick<FastifyRequest, 'method' | 'headers' | 'body' | 'url' | 'routeOptions'>,
  _reply: FastifyReply,
  done: () => void,
): void {
  const { method, headers, body } = request;
  if (Array.isArray(body)) throw new GatewayError('BATCH_NOT_SUPPORTED');
  const isPreflighted =
    headers['content-type'] !== undefined ||
    PREFLIGHT_HEADERS.some((name) => (headers[name] ?? '') !== '');
  if (method === 'GET' && !isPreflighted) throw new GatewayError('PREFLIGHT_REQUIRED');
  if (method === 'GET') assertQueryString(request);
  done();
}

const PREFLIGHT_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name'] as const;
