import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  createSignature,
  verifySignature,
  type MessageDescriptor,
  type Verifier,
} from 'http-message-sig';
import { contentDigest, fitsContentDigest } from '../../../schema/subgraph/content-digest.ts';
import {
  signatureAlgorithmOf,
  signBytes,
  verifyBytes,
} from '../../../schema/subgraph/signature-algorithm.ts';

/** The message of RFC 9421, Appendix B.2, with a signature. */
function request(label: string, input: string, signature: string): MessageDescriptor {
  return {
    kind: 'request',
    method: 'POST',
    targetUri: 'https://example.com/foo?param=Value&Pet=dog',
    fields: fieldsOf({
      date: 'Tue, 20 Apr 2021 02:07:55 GMT',
      'content-type': 'application/json',
      'content-digest': `sha-512=:${REQUEST_SHA_512}:`,
      'content-length': '18',
      'signature-input': `${label}=${input}`,
      signature: `${label}=:${signature}:`,
    }),
  };
}

const REQUEST_SHA_512 =
  'WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==';

function response(label: string, input: string, signature: string): MessageDescriptor {
  return {
    kind: 'response',
    status: 200,
    fields: fieldsOf({
      date: 'Tue, 20 Apr 2021 02:07:56 GMT',
      'content-type': 'application/json',
      'content-digest': `sha-512=:${RESPONSE_SHA_512}:`,
      'content-length': '23',
      'signature-input': `${label}=${input}`,
      signature: `${label}=:${signature}:`,
    }),
  };
}

const RESPONSE_SHA_512 =
  'mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==';

function fieldsOf(fields: Readonly<Record<string, string>>): MessageDescriptor['fields'] {
  return Object.entries(fields).map(([name, value]) => ({ name, value }));
}

const publicKey = (spki: string) =>
  createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });

/** Appendix B.1.2 to B.1.5. */
const RSA_PSS = publicKey(
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHqgDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI2wIDAQAB',
);
const ECC_P256 = publicKey(
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==',
);
const ED25519_JWK = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU',
  x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs',
};
const ED25519 = createPublicKey({ key: ED25519_JWK, format: 'jwk' });
const SHARED_SECRET = Buffer.from(
  'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
  'base64',
);

function verifierOf(key: KeyObject): Verifier {
  const algorithm = signatureAlgorithmOf(key);
  if (algorithm === null) throw new TypeError('a key without an algorithm');
  return {
    algorithm,
    verify: (data, signature) => verifyBytes(key, algorithm, { data, signature }),
  };
}

const HMAC: Verifier = {
  algorithm: 'hmac-sha256',
  verify: (data, signature) =>
    createHmac('sha256', SHARED_SECRET).update(data).digest().equals(signature),
};

const VECTORS: readonly (readonly [string, MessageDescriptor, Verifier])[] = [
  [
    'B.2.1, rsa-pss-sha512 over nothing',
    request(
      'sig-b21',
      '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
      'd2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==',
    ),
    verifierOf(RSA_PSS),
  ],
  [
    'B.2.3, rsa-pss-sha512 over everything',
    request(
      'sig-b23',
      '("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
      'bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==',
    ),
    verifierOf(RSA_PSS),
  ],
  [
    'B.2.4, ecdsa-p256-sha256 over a response',
    response(
      'sig-b24',
      '("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
      'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==',
    ),
    verifierOf(ECC_P256),
  ],
  [
    'B.2.5, hmac-sha256',
    request(
      'sig-b25',
      '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
      'pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=',
    ),
    HMAC,
  ],
  [
    'B.2.6, ed25519',
    request(
      'sig-b26',
      '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
      'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
    ),
    verifierOf(ED25519),
  ],
];

function verify(message: MessageDescriptor, verifier: Verifier): Promise<unknown> {
  return verifySignature(message, {
    policy: {
      algorithms: [verifier.algorithm],
      requiredComponents: [],
      requiredParameters: ['created', 'keyid'],
    },
    resolveVerifier: () => verifier,
  });
}

describe('the test vectors of RFC 9421, Appendix B.2', () => {
  it.each(VECTORS)('verify: %s', async (_name, message, verifier) => {
    await expect(verify(message, verifier)).resolves.toMatchObject({
      algorithm: verifier.algorithm,
    });
  });

  it.each(VECTORS)(
    'do not verify if the last digit of the created parameter is removed: %s',
    async (_name, message, verifier) => {
      const fields = message.fields.map(({ name, value }) => ({
        name,
        value:
          name === 'signature-input'
            ? value.replace('created=1618884473', 'created=161888447')
            : value,
      }));
      await expect(verify({ ...message, fields }, verifier)).rejects.toMatchObject({
        code: 'VerificationFailed',
      });
    },
  );

  it('are reproduced by signing with the key of the vector: B.2.6, ed25519', async () => {
    const [, message] = VECTORS[4] ?? [];
    if (message === undefined) throw new TypeError('no vector');
    const key = createPrivateKey({ key: ED25519_JWK, format: 'jwk' });
    const { signature } = await createSignature(message, {
      label: 'sig-b26',
      components: ['date', '@method', '@path', '@authority', 'content-type', 'content-length'],
      parameters: { created: 1_618_884_473, keyid: 'test-key-ed25519' },
      signer: { algorithm: 'ed25519', sign: (base) => signBytes(key, 'ed25519', base) },
    });
    expect(message.fields).toContainEqual({ name: 'signature', value: signature });
  });
});

describe('the examples of RFC 9530', () => {
  it.each<[string, string, boolean]>([
    ['sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:', '{"hello": "world"}', true],
    ['sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:', '{"hello": "world"}\n', true],
    [
      'sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:',
      '{"hello": "world"}\n',
      true,
    ],
    ['sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:', '{"hello": "world"}', false],
  ])(
    'match a body exactly if their digest is that of the body: %s for %j is %s',
    (field, body, fits) => {
      expect(fitsContentDigest(field, body)).toBe(fits);
    },
  );
});

describe('a Content-Digest field', () => {
  const body = '{"data":{}}';
  const own = contentDigest(body);
  const other = contentDigest('{}');

  it.each<[string, string]>([
    ['of SHA-256', own],
    ['with an additional digest of the ignored algorithm MD5', `md5=:AAAA:, ${own}`],
  ])('matches the body if it is one %s', (_what, field) => {
    expect(fitsContentDigest(field, body)).toBe(true);
  });

  it.each<[string, string]>([
    ['of another body', other],
    ['that is empty', ''],
    ['of a deprecated algorithm alone', 'md5=:AAAA:'],
    ['with a good and a bad digest', `${own}, sha-512=:AAAA:`],
    ['without a value', 'sha-256'],
    ['with a text in place of bytes', `sha-256="${own}"`],
    ['with a list in place of bytes', `sha-256=(${own.slice('sha-256='.length)})`],
    ['that is shortened', own.slice(0, -1)],
    ['of the misspelled algorithm sha-25', own.replace('sha-256', 'sha-25')],
  ])('does not match the body if it is one %s', (_what, field) => {
    expect(fitsContentDigest(field, body)).toBe(false);
  });
});
