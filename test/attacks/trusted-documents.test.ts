import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEdge, tokenFor, type Edge } from '../support/edge.ts';

const LISTED = 'query Greet {\n  hello\n}';
/** U+FFFD stands in the place of an unpaired surrogate when a text is encoded as UTF-8. */
const REPLACED = 'query Replaced { echo(text: "\uFFFD") }';
const COMPOSED = 'query Composed { echo(text: "Zo\u00eb") }';
const WRITE = 'mutation Touch { touch }';
const SECRET = '999-12-3456';

const sha256 = (text: string) => hash('sha256', text, 'hex');
const md5 = (text: string) => hash('md5', text, 'hex');

let folder: string;
let edge: Edge;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phi-trusted-'));
  const manifest = join(folder, 'persisted_queries.json');
  const texts = [LISTED, REPLACED, COMPOSED, WRITE];
  writeFileSync(
    manifest,
    JSON.stringify(Object.fromEntries(texts.map((text) => [md5(text), text]))),
  );
  edge = await startEdge(`
server: { get: true }
authorization: { reach: { patient: all, it: all, tester: all } }
documents:
  mode: enforce
  roles: { it: off, tester: log }
  manifests: ['${manifest}']
  automatic: true
`);
});
afterAll(async () => {
  await edge.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly codes: readonly unknown[];
  readonly text: string;
}

async function send(
  body: unknown,
  roles: readonly string[] = ['patient'],
  subject = 'ada',
): Promise<Answer> {
  return answerOf(
    await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: { ...authorized(roles, subject), 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
}

async function get(search: string, roles: readonly string[] = ['patient']): Promise<Answer> {
  const headers = { ...authorized(roles), 'apollo-require-preflight': 'true' };
  return answerOf(await fetch(`${edge.url}/graphql?${search}`, { headers }));
}

function authorized(roles: readonly string[], subject = 'ada') {
  return { authorization: `Bearer ${tokenFor(subject, { roles })}` };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text) as {
    data?: unknown;
    errors?: { extensions: { code: string } }[];
  };
  const codes = errors.map(({ extensions }) => extensions.code);
  return { status: response.status, data, codes, text };
}

const persisted = (sha256Hash: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
});

describe('where documents are enforced, a caller', () => {
  it.each<[string, unknown]>([
    ['the text of a listed document', { query: LISTED }],
    ['the MD5 of a listed document as id, as the manifest has it', { id: md5(LISTED) }],
    ['the MD5 of a listed document as doc_id', { doc_id: md5(LISTED) }],
    ['the SHA-256 of a listed document as documentId', { documentId: `sha256:${sha256(LISTED)}` }],
    ['the SHA-256 of a listed document as a persisted query', persisted(sha256(LISTED))],
    [
      'the SHA-256 and the text of a listed document',
      { query: LISTED, ...persisted(sha256(LISTED)) },
    ],
  ])('gets data for %s', async (_what, body) => {
    expect(await send(body)).toMatchObject({ status: 200, data: { hello: 'world' } });
  });

  it.each<[string, unknown]>([
    ['a document that is not listed', { query: '{ hello }' }],
    ['a document that is not GraphQL', { query: '{ hello' }],
    ['a document too large to parse', { query: '{ hello '.repeat(2_000) }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['a listed document with an additional line break', { query: `${LISTED}\n` }],
    ['a listed document with CRLF', { query: LISTED.replaceAll('\n', '\r\n') }],
    ['a listed document after a byte order mark', { query: `\uFEFF${LISTED}` }],
    ['a listed document and a second operation', { query: `${LISTED} query Other { hello }` }],
    ['a listed document with a comment', { query: `# ${md5(LISTED)}\n${LISTED}` }],
    ['a listed document in another normal form', { query: COMPOSED.normalize('NFD') }],
    ['an unknown hash', persisted(sha256('{ hello }'))],
    ['an unknown hash with its text', { query: '{ hello }', ...persisted(sha256('{ hello }')) }],
    ['a listed hash in upper case', persisted(sha256(LISTED).toUpperCase())],
    ['a listed MD5 as SHA-256', { documentId: `sha256:${md5(LISTED)}0` }],
    ['another document together with a listed id', { query: '{ hello }', id: md5(LISTED) }],
    ['another document together with a listed doc_id', { query: '{ hello }', doc_id: md5(LISTED) }],
    ['the name of an Object.prototype property as id', { id: '__proto__' }],
  ])(
    'is refused with 403 DOCUMENT_NOT_TRUSTED, counted and not executed, for %s',
    async (_what, body) => {
      const before = { executed: edge.executed.length, refused: edge.refused.length };
      expect(await send(body)).toMatchObject({ status: 403, codes: ['DOCUMENT_NOT_TRUSTED'] });
      expect(edge.executed).toHaveLength(before.executed);
      expect(edge.refused.slice(before.refused)).toEqual(['DOCUMENT_NOT_TRUSTED']);
      expect(edge.outcomes.at(-1)).toBe('DOCUMENT_NOT_TRUSTED');
    },
  );

  it.each<[string, unknown, number, string]>([
    [
      'a listed hash with another text',
      { query: '{ hello }', ...persisted(sha256(LISTED)) },
      400,
      'DOCUMENT_ID_MISMATCH',
    ],
    [
      'a listed documentId with another text',
      { query: '{ hello }', documentId: `sha256:${sha256(LISTED)}` },
      400,
      'DOCUMENT_ID_MISMATCH',
    ],
    ['a list with a listed document', [{ query: LISTED }], 400, 'BATCH_NOT_SUPPORTED'],
    ['a list in a list', [[{ query: '{ hello }' }]], 400, 'BATCH_NOT_SUPPORTED'],
    ['a text that is a list', { query: [LISTED] }, 400, 'BAD_REQUEST'],
    ['no document', { variables: {} }, 400, 'BAD_REQUEST'],
  ])('is refused with 400 for %s, and nothing is executed', async (_what, body, status, code) => {
    const before = edge.executed.length;
    expect(await send(body)).toMatchObject({ status, codes: [code] });
    expect(edge.executed).toHaveLength(before);
  });

  it('is refused with BAD_REQUEST for two JSON members named query, whichever is listed, and nothing is executed', async () => {
    const [listed, other] = [JSON.stringify(LISTED), JSON.stringify('{ hello }')];
    const before = edge.executed.length;
    for (const body of [
      `{"query":${listed},"query":${other}}`,
      `{"query":${other},"query":${listed}}`,
    ])
      expect(await send(body)).toMatchObject({ status: 400, codes: ['BAD_REQUEST'] });
    expect(edge.executed).toHaveLength(before);
  });

  it('is refused with GRAPHQL_PARSE_FAILED for a text with an unpaired surrogate, even if its UTF-8 form equals a listed document', async () => {
    const other = '{"query":"query Replaced { echo(text: \\"\\uD800\\") }"}';
    expect(await send(other)).toMatchObject({ status: 400, codes: ['GRAPHQL_PARSE_FAILED'] });
    expect((await send({ query: REPLACED })).data).toEqual({ echo: '\uFFFD' });
    // The listed document is known now, by the hash that both texts have.
    expect(await send(other)).toMatchObject({ status: 400, codes: ['GRAPHQL_PARSE_FAILED'] });
  });

  it('gets data by GET for a listed query, and is refused for an unlisted one, a listed mutation and two documents', async () => {
    expect((await get('query={hello}')).codes).toEqual(['DOCUMENT_NOT_TRUSTED']);
    expect((await get(`documentId=${md5(LISTED)}`)).data).toEqual({ hello: 'world' });
    expect(await get(`documentId=${md5(WRITE)}`)).toMatchObject({ status: 405, data: undefined });
    const twice = `documentId=${md5(LISTED)}&documentId=${md5(REPLACED)}`;
    expect((await get(twice)).codes).toEqual(['BAD_REQUEST']);
    const both = `query=${encodeURIComponent(LISTED)}&query={hello}`;
    expect((await get(both)).status).toBe(400);
  });

  it.each([['It'], ['it '], ['off'], ['constructor']])(
    'is refused with the role %p, which only resembles one that may send any document',
    async (role) => {
      expect((await send({ query: '{ hello }' }, [role])).codes).toEqual(['DOCUMENT_NOT_TRUSTED']);
    },
  );
});

describe('a document that its caller registers', () => {
  const query = `query Registered { echo(text: "${SECRET}") }`;
  const id = persisted(sha256(query));

  it('is found by its hash for that caller, and is PERSISTED_QUERY_NOT_FOUND for another caller with that hash', async () => {
    expect((await send(id, ['it'])).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await send({ query, ...id }, ['it'])).data).toEqual({ echo: SECRET });
    expect((await send(id, ['it'])).data).toEqual({ echo: SECRET });
    const other = await send(id, ['it'], 'bob');
    expect(other).toMatchObject({ status: 200, codes: ['PERSISTED_QUERY_NOT_FOUND'] });
  });

  it('is refused for the same caller with a role whose documents are enforced', async () => {
    await send({ query, ...id }, ['it']);
    expect(await send(id)).toMatchObject({ status: 403, codes: ['DOCUMENT_NOT_TRUSTED'] });
  });

  it('is not kept if it is not valid', async () => {
    const wrong = '{ nothing }';
    const asked = persisted(sha256(wrong));
    expect((await send({ query: wrong, ...asked }, ['it'])).status).toBe(400);
    expect((await send(asked, ['it'])).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });
});

const found = (literal: string) => `query Found { echo(text: "${literal}") }`;

describe('where documents are only logged, a document that is not listed', () => {
  it('is served and counted each time, and logged once per text by name and by a hash without its literals', async () => {
    const before = { logged: edge.logged.length, untrusted: edge.untrusted() };
    const lines = () =>
      edge.logged
        .slice(before.logged)
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
        .filter(({ msg }) => msg === 'a document is in no manifest');
    for (const literal of [SECRET, SECRET, 'another'])
      expect((await send({ query: found(literal) }, ['tester'])).data).toEqual({ echo: literal });
    expect(edge.untrusted() - before.untrusted).toBe(3);
    expect(lines().map(({ operation }) => operation)).toEqual(['Found', 'Found']);
    expect(new Set(lines().map((line) => line['hash'])).size).toBe(1);
    await send({ query: LISTED }, ['tester']);
    expect(edge.untrusted() - before.untrusted).toBe(3);
  });

  it('leaves no text in the log, whether it is served or refused', async () => {
    const echo = `{ echo(text: "${SECRET}") }`;
    const before = edge.logged.length;
    expect((await send({ query: `query Served ${echo}` }, ['tester'])).status).toBe(200);
    expect(edge.logged.slice(before).join('')).toContain('Served');
    expect(await send({ query: `query Refused ${echo}`, operationName: 'a b' })).toMatchObject({
      status: 403,
      codes: ['DOCUMENT_NOT_TRUSTED'],
    });
    expect(edge.logged.join('')).not.toContain(SECRET);
    expect(edge.logged.join('')).not.toContain('echo');
    expect(edge.logged.join('')).not.toContain('a b');
  });
});
