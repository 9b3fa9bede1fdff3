import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../platform/errors.ts';
import { readJsonText } from './read-json-text.ts';

/**
 * Makes JSON in UTF-8, sent as it is, the only body that is read. Other types, other charsets and packed
 * bodies are refused, so that what is limited, parsed and recorded is the same bytes for everybody.
 * `__proto__` as a key is refused by Fastify's own parser.
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
