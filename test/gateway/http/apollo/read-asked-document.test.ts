import { describe, expect, it } from '@jest/globals';
import { HeaderMap } from '@apollo/server';
import { readAskedDocument } from '../../../../gateway/http/apollo/read-asked-document.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';

const HASH = 'a'.repeat(64);
const MD5 = 'b'.repeat(32);

/** The request as Apollo Server reads it from a JSON body. */
function posted(body: Readonly<Record<string, unknown>>) {
  const { query, extensions } = body;
  return {
    ...(typeof query === 'string' && { query }),
    ...(typeof extensions === 'object' && { extensions: extensions as Record<string, unknown> }),
    http: { method: 'POST', headers: new HeaderMap(), search: '', body },
  };
}

const persistedQuery = (changes: object = {}) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: HASH, ...changes } },
});

/** The request as Apollo Server reads it from a URL. */
function got(search: string) {
  return { http: { method: 'GET', headers: new HeaderMap(), search, body: null } };
}

describe('the document that a request names', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string | null, string | null]>([
    ['a text', { query: '{ a }' }, '{ a }', null],
    ['a persisted query', persistedQuery(), null, HASH],
    ['a persisted query with its text', { query: '{ a }', ...persistedQuery() }, '{ a }', HASH],
    ['a persisted query with an empty text', { query: '', ...persistedQuery() }, null, HASH],
    ['a persisted query that urql sends again', persistedQuery({ miss: true }), null, HASH],
    ['a documentId with a prefix', { documentId: `sha256:${HASH}` }, null, HASH],
    ['a documentId without a prefix', { documentId: MD5 }, null, MD5],
    ['a documentId of another method', { documentId: `x-mine:${MD5}` }, null, `x-mine:${MD5}`],
    ['a doc_id', { doc_id: MD5, query: null }, null, MD5],
    ['an id', { id: MD5 }, null, MD5],
    [
      'a text with an id that is not a SHA-256, which is ignored',
      { query: '{ a }', id: '7' },
      '{ a }',
      null,
    ],
    [
      'a text with a documentId that has a prefix',
      { query: '{ a }', documentId: `sha256:${HASH}` },
      '{ a }',
      HASH,
    ],
    ['an id that is a number', { id: 7 }, null, null],
    ['other extensions', { query: '{ a }', extensions: { cost: true } }, '{ a }', null],
    [
      'extensions.persistedQuery: null',
      { query: '{ a }', extensions: { persistedQuery: null } },
      '{ a }',
      null,
    ],
  ])('is read from the body as a text and an id: %s', (_what, body, text, id) => {
    expect(readAskedDocument(posted(body))).toEqual({ text, id });
  });

  it.each<[string, object]>([
    ['version 2', { version: 2 }],
    ['no version', { version: undefined }],
    ['no hash', { sha256Hash: undefined }],
    ['a hash that is not a string', { sha256Hash: [HASH] }],
  ])('is refused with BAD_REQUEST if it is a persisted query with %s', (_what, changes) => {
    expect(() => readAskedDocument(posted(persistedQuery(changes)))).toThrow(
      new GatewayError('BAD_REQUEST'),
    );
  });

  it('is read from the URL of a GET request, and is refused with BAD_REQUEST if documentId occurs twice in the URL', () => {
    expect(readAskedDocument(got(`?documentId=sha256:${HASH}`))).toEqual({ text: null, id: HASH });
    expect(() => readAskedDocument(got(`?documentId=${MD5}&documentId=${HASH}`))).toThrow(
      new GatewayError('BAD_REQUEST'),
    );
  });
});
