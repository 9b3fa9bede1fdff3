import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GatewayError } from '../platform/errors.ts';

/**
 * Accepts only bodies of uncompressed JSON in UTF-8, as {@link parseClientJson} checks it, so that limits, parser and record
 * see the same bytes.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
      if (!JSON_TYPE.test(type) || (encoding !== undefined && encoding !== 'identity'))
        throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
      return parseClientJson(body);
    },
  );
}

const JSON_TYPE = /^application\/json(\s*;\s*charset=("utf-8"|utf-8))?\s*$/i;

/**
 * Checks the query string of a GraphQL request by GET as a body is checked: its size, its encoding, and the JSON in its
 * parameters.
 *
 * @throws GatewayError `BAD_REQUEST` or `REQUEST_TOO_LARGE`
 */
export function assertQueryString({
  url,
  routeOptions,
}: Pick<FastifyRequest, 'url' | 'routeOptions'>): void {
  const [, search = ''] = /\?(.*)$/s.exec(url) ?? [];
  if (search.length > (routeOptions.bodyLimit ?? 0)) throw new GatewayError('REQUEST_TOO_LARGE');
  try {
    // Apollo Server would replace bytes that are not UTF-8.
    decodeURIComponent(search);
  } catch (cause) {
    throw new GatewayError('BAD_REQUEST', { cause });
  }
  for (const [name, value] of new URLSearchParams(search))
    if (name === 'variables' || name === 'extensions') parseClientJson(Buffer.from(value));
}

/**
 * Parses JSON of a client: well-formed UTF-8 (RFC 8259, section 8.1), at most 64 levels deep, without `__proto__` as a key,
 * without a key twice in one object, and without numbers that are infinite once parsed.
 *
 * The depth is checked before the text is parsed, because later code may walk the value recursively.
 *
 * @throws GatewayError `BAD_REQUEST` or `REQUEST_TOO_LARGE`
 */
function parseClientJson(bytes: Uint8Array): unknown {
  const { depth, members } = measure(bytes);
  if (depth > MAX_DEPTH) throw new GatewayError('REQUEST_TOO_LARGE');
  let value: unknown;
  try {
    value = JSON.parse(UTF_8.decode(bytes));
  } catch (cause) {
    throw new GatewayError('BAD_REQUEST', { cause });
  }
  // Of a key that is there twice, only the last value is parsed.
  if (countMembers(value) !== members) throw new GatewayError('BAD_REQUEST');
  return value;
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });
const MAX_DEPTH = 64;

/** Returns the deepest nesting, and how many members all objects have. For invalid JSON the numbers have no meaning. */
function measure(json: Uint8Array): { readonly depth: number; readonly members: number } {
  let open = 0;
  let depth = 0;
  let members = 0;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (byte === CODE.quote) {
      for (index += 1; index < json.length && json[index] !== CODE.quote; index += 1)
        if (json[index] === CODE.backslash) index += 1;
    } else if (byte === CODE.colon) members += 1;
    else if (byte === CODE.openBrace || byte === CODE.openBracket) {
      open += 1;
      if (open > depth) depth = open;
    } else if (byte === CODE.closeBrace || byte === CODE.closeBracket) open -= 1;
  }
  return { depth, members };
}

const CODE = {
  quote: 0x22,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Counts the members of all objects in a value. Throws `BAD_REQUEST` for what no later code may see. */
function countMembers(value: unknown): number {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new GatewayError('BAD_REQUEST');
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item);
    return count;
  }
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__') throw new GatewayError('BAD_REQUEST');
    count += 1 + countMembers(member);
  }
  return count;
}
