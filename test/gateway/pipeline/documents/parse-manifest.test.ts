import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { parseManifest } from '../../../../gateway/pipeline/documents/parse-manifest.ts';
import { StartError } from '../../../../gateway/platform/errors.ts';

const ONE = 'query One {\n  hello\n}';
// More bytes than characters: a hash of anything but its UTF-8 differs.
const TWO = 'query Two {\n  echo(text: "Zoë 😀")\n}\n';

const sha256 = (text: string) => hash('sha256', text, 'hex');

function apollo(operations: readonly object[], changes: object = {}): string {
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  return JSON.stringify({ ...manifest, ...changes });
}

const operation = (body: string, id = sha256(body)) => ({
  id,
  name: /query (\w+)/.exec(body)?.[1] ?? '',
  type: 'query',
  body,
});

function problemsOf(json: string): readonly string[] {
  try {
    parseManifest(json);
    return [];
  } catch (error) {
    if (error instanceof StartError) return error.problems;
    throw error;
  }
}

describe('a manifest of documents', () => {
  it("in Apollo's format gives each document with its id, the SHA-256 of its UTF-8", () => {
    expect(parseManifest(apollo([operation(ONE), operation(TWO)]))).toEqual([
      { id: sha256(ONE), text: ONE, sha256: sha256(ONE) },
      { id: sha256(TWO), text: TWO, sha256: sha256(TWO) },
    ]);
  });

  it.each(['md5', 'sha1', 'sha256'])("in Relay's format may have ids by %s", (algorithm) => {
    const ids = [ONE, TWO].map((text) => hash(algorithm, text, 'hex'));
    const json = JSON.stringify({ [ids[0] ?? '']: ONE, [ids[1] ?? '']: TWO });
    expect(parseManifest(json)).toEqual([
      { id: ids[0], text: ONE, sha256: sha256(ONE) },
      { id: ids[1], text: TWO, sha256: sha256(TWO) },
    ]);
  });

  it('may be empty in both formats', () => {
    expect(parseManifest('{}')).toEqual([]);
    expect(parseManifest(apollo([]))).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['text that is not JSON', '{', /^is not JSON/],
    ['a list in place of an object', '[]', /^is neither a manifest/],
    ['null', 'null', /^is neither a manifest/],
    ['version 2 of Apollo’s format', apollo([], { version: 2 }), /^is neither a manifest/],
    ['another format', apollo([], { format: 'other' }), /^is neither a manifest/],
    ['an operation without a body', apollo([{ id: 'a', name: 'A' }]), /^is neither a manifest/],
    ['a Relay entry that is not a string', JSON.stringify({ a: 1 }), /^is neither a manifest/],
    [
      'the id of another document',
      apollo([operation(ONE), operation(TWO, sha256(ONE))]),
      /^document 2 \(Two\) has an id that is not the SHA-256 of its text/,
    ],
    [
      'an MD5 in Apollo’s format',
      apollo([operation(ONE, hash('md5', ONE, 'hex'))]),
      /^document 1 \(One\) has an id that is not the SHA-256/,
    ],
    [
      'a hash in upper case',
      apollo([operation(ONE, sha256(ONE).toUpperCase())]),
      /^document 1 \(One\) has an id/,
    ],
    [
      'the id of a text without its last line break',
      JSON.stringify({ [hash('md5', TWO.trimEnd(), 'hex')]: TWO }),
      /^document 1 has an id that is not the MD5, SHA-1 or SHA-256/,
    ],
    [
      'a Relay id that is not a hash',
      JSON.stringify({ 'one-1': ONE }),
      /^document 1 has an id that is not the MD5/,
    ],
    [
      'an unpaired surrogate',
      apollo([operation('query One { echo(text: "\uD800") }')]),
      /^document 1 \(One\) has an unpaired surrogate/,
    ],
    [
      'a wrong id, and an escape sequence in the name, which the problem omits',
      apollo([{ ...operation(ONE, 'x'), name: 'a\u001b[2K' }]),
      /^document 1 has an id/,
    ],
  ])('is refused with a problem that says what is wrong: %s', (_what, json, problem) => {
    expect(problemsOf(json)).toEqual([expect.stringMatching(problem)]);
  });

  it('with nine invalid documents is refused with five problems and the number of the others', () => {
    const wrong = Array.from({ length: 9 }, () => operation(ONE, 'x'));
    const problems = problemsOf(apollo(wrong));
    expect(problems).toHaveLength(6);
    expect(problems.at(-1)).toBe('4 further documents have such problems');
  });
});
