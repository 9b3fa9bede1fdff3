import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../platform/errors.ts';
import { readJsonText } from './read-json-text.ts';

/**
 * Accepts only bodies of uncompressed JSON in UTF-8, so that limits, parser and record see the same bytes. Fastify's
 * parser refuses `__proto__` as a key.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'ignore');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
      if (!JSON_TYPE.test(type) || (encoding !== undefined && encoding !== 'identity')) {
        throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
      }
      return parseJson(request, readJsonText(body), done);
    },
  );
}

const JSON_TYPE = /^application\/json(\s*;\s*charset=("utf-8"|utf-8))?\s*$/i;
