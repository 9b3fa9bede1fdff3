import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parseKeySet } from '../../../../gateway/access/identity/parse-key-set.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-key-set-'));
const file = join(folder, 'jwks.json');
afterAll(() => rmSync(folder, { recursive: true }));

const parse = (text: string) => {
  writeFileSync(file, text);
  return parseKeySet(file);
};
const setOf = (...keys: readonly object[]) => JSON.stringify({ keys });
const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' });
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).publicKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('a file with a JSON Web Key Set', () => {
  it('gives its keys, with members that the gateway does not know', () => {
    const keys = [
      { ...jwkOf(ec.publicKey), kid: 'k1', x5t: 'abc' },
      jwkOf(rsa(2048)),
      jwkOf(generateKeyPairSync('x25519').publicKey),
    ];
    expect(parse(setOf(...keys)).keys).toEqual(keys);
  });

  it.each([
    ['text that is no JSON', 'keys', /cannot be read as a JSON Web Key Set/],
    ['a list', '[]', /is not a JSON Web Key Set/],
    ['one key', JSON.stringify(jwkOf(ec.publicKey)), /has no list of keys/],
    ['no key', setOf(), /has no key/],
    ['a private key', setOf(jwkOf(ec.publicKey), jwkOf(ec.privateKey)), /key 1 is a private key/],
    ['a symmetric key', setOf({ kty: 'oct', k: 'c2VjcmV0' }), /key 0 has a type \(kty\)/],
    [
      'a key that is no point of its curve',
      setOf({ kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'BBBB' }),
      /key 0 is not a valid public key/,
    ],
    ['a key of RSA with 1024 bits', setOf(jwkOf(rsa(1024))), /key 0 has 1024 bits/],
  ])('is refused if it holds %s', (_what, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
