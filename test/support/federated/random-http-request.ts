import { hash } from 'node:crypto';
import type { FuzzedRequest } from './nearly-valid.ts';
import type { Random } from './random.ts';

/** A request to `/graphql` in any form, valid or not. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null sends no body. */
  readonly body: string | Buffer | null;
}

/** Bytes of a body that servers of these requests accept. */
export const BODY_BYTES = 20_000;

/** Puts a GraphQL request into an HTTP request. Most are in ordinary form, and the others have one or two odd parts. */
export function randomHttpRequest(request: FuzzedRequest, random: Random): HttpRequest {
  const headers = randomHeaders(random);
  if (random.chance(4)) {
    const { query } = request;
    const search = new URLSearchParams({ query, variables: JSON.stringify(request.variables) });
    const { 'content-type': _none, ...others } = headers;
    return { method: 'GET', path: `/graphql?${search.toString()}`, headers: others, body: null };
  }
  const body = random.chance(30) ? random.pick(BODIES)(request, random) : request;
  const text = JSON.stringify(body);
  return {
    method: 'POST',
    path: '/graphql',
    headers,
    body: random.chance(5) ? random.pick(TEXTS)(text) : text,
  };
}

function randomHeaders(random: Random): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  const accept = random.pick(ACCEPTS);
  if (accept !== null) headers['accept'] = accept;
  if (random.chance(8)) headers['content-type'] = random.pick(CONTENT_TYPES);
  if (random.chance(30)) {
    const [name, value] = random.pick(HEADERS);
    headers[name] = value;
  }
  return headers;
}

const ACCEPTS: readonly (string | null)[] = [
  null,
  '*/*',
  'application/json',
  'application/json; charset=utf-8',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'application/json;q=0.1, application/graphql-response+json; charset=utf-8;q=0.2',
  'multipart/mixed; deferSpec=20220824',
  'multipart/mixed; incrementalSpec=v0.2, application/json',
  'application/json; callbackSpec=1.0',
  'text/html, */*;q=0',
  ' ,;=q',
];

const CONTENT_TYPES: readonly string[] = [
  'application/json; charset=utf-8',
  'Application/JSON;charset="UTF-8"',
  'application/json; charset=latin1',
  'application/json; boundary=x',
  'application/graphql',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'json',
];

const HEADERS: readonly (readonly [string, string])[] = [
  ['graphql-cost', 'report'],
  ['graphql-cost', 'Report'],
  ['x-apollo-operation-name', 'Q'],
  ['apollo-require-preflight', 'true'],
  ['apollo-require-preflight', ''],
  ['apollo-federation-include-trace', 'ftv1'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'identity'],
  ['origin', 'https://elsewhere.example'],
  ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
  ['user-agent', 'caf\u00e9 \u0080'],
  ['authorization', 'Bearer x.y.z'],
  ['authorization', ''],
  ['x-purpose-of-use', 'TREAT'],
  ['x-break-glass', 'x'],
  ['x-http-method-override', 'GET'],
  ['connection', 'close'],
];

type Body = (request: FuzzedRequest, random: Random) => unknown;

/** Changes of the JSON value. */
const BODIES: readonly Body[] = [
  (request, random) => ({ ...request, [random.pick(MEMBERS)]: random.pick(VALUES) }),
  (request, random) => ({ ...request, [random.pick(MEMBERS)]: random.pick(VALUES) }),
  ({ query: _none, ...others }, random) => ({ ...others, ...randomId(_none, random) }),
  (request, random) => ({ ...request, ...randomId(request.query, random) }),
  (request, random) => ({ ...request, ...randomId(request.query, random) }),
  ({ query, ...others }, random) => ({
    ...others,
    query: `${query}\nquery Second { __typename }`,
    ...(random.chance(70) && { operationName: random.pick(['Q', 'Second', 'Third', '']) }),
  }),
  (request) => ({ ...request, variables: { pad: 'x'.repeat(BODY_BYTES) } }),
  (request) => ({ ...request, extensions: { pad: 'x'.repeat(BODY_BYTES / 2) } }),
  (request) => [request],
  (_request, random) => random.pick(VALUES),
];

const MEMBERS: readonly string[] = [
  'query',
  'variables',
  'operationName',
  'extensions',
  'constructor',
  'batch',
];

const VALUES: readonly unknown[] = [
  null,
  '',
  'text',
  '{"a":1}',
  0,
  1,
  true,
  false,
  [],
  [{}],
  {},
  { a: 1 },
  { kind: 'Document', definitions: [] },
  { kind: 'Field' },
  { persistedQuery: null },
];

/** Members that name a document by its hash, in one of the forms of clients, or by something else. */
function randomId(query: string, random: Random): Readonly<Record<string, unknown>> {
  const sha256 = hash('sha256', query, 'hex');
  const id = random.pick<unknown>([sha256, `sha256:${sha256}`, sha256.toUpperCase(), 'other', 7]);
  const form = random.pick(['persistedQuery', 'persistedQuery', 'documentId', 'doc_id', 'id']);
  if (form !== 'persistedQuery') return { [form]: id };
  const version = random.chance(90) ? 1 : random.pick<unknown>([2, '1', null]);
  const persistedQuery = random.pick<unknown>([
    { version, sha256Hash: sha256 },
    { version, sha256Hash: sha256 },
    { version, sha256Hash: id },
    { version },
    'text',
  ]);
  return { extensions: { persistedQuery } };
}

/** Changes of the text of the JSON. */
const TEXTS: readonly ((text: string) => string | Buffer)[] = [
  (text) => text.slice(0, -1),
  (text) => `${text}}`,
  (text) => `\n ${text} \t`,
  (text) => `\uFEFF${text}`,
  (text) => text.replace('{', '{"__proto__":{"query":"{ __typename }"},'),
  (text) => text.replace('{', '{"query":"{ __typename }",'),
  (text) => text.replace('{', `{"deep":${'['.repeat(70)}${']'.repeat(70)},`),
  (text) => text.replace(/"query":"/, '"query":"#\\ud800\\n'),
  (text) => text.replace(/"query":"/, '"query":"#\\ufffd\\n'),
  (text) => text.replaceAll('"', "'"),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xc3])]),
  () => '',
  () => 'null',
];
