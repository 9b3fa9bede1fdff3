import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../platform/errors.ts';

/**
 * Accepts only bodies of uncompressed JSON in UTF-8, so that limits, parser and record see the same bytes. Fastify's
 * parser refuses `__proto__` as a key.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  // The key `__proto__` is an error, `constructor` an ordinary key.
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

/**
 * Decodes a JSON body: well-formed UTF-8 (RFC 8259, section 8.1), at most 64 levels deep.
 *
 * The depth is checked before the body is parsed, because later code may walk the value recursively.
 *
 * @throws GatewayError `BAD_REQUEST` or `REQUEST_TOO_LARGE`
 */
function readJsonText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GatewayError('BAD_REQUEST', { cause });
  }
  if (depthOf(text) > MAX_DEPTH) throw new GatewayError('REQUEST_TOO_LARGE');
  return text;
}

const MAX_DEPTH = 64;

/** Returns the deepest nesting of brackets outside strings. For invalid JSON the number has no meaning. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
