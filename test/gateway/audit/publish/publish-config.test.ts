import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createCosigner } from '../../../../gateway/audit/tree/cosignature.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { configSection } from '../../../support/config-section.ts';

const { folder, problems, ...section } = configSection(`
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: https://id.example/jwks }] }
`);
const load = (publish: string) => section.load(`audit: { publish: ${publish} }`).audit.publish;

const { privateKey } = generateKeyPairSync('ed25519');
const KEY = createCosigner('witness.example/phi', privateKey).verifier.vkey;
const OTHER = createCosigner('witness.example/2', privateKey).verifier.vkey;
const witness = (key: string, url = 'https://witness.example') =>
  `{ url: "${url}", key: "${key}" }`;

describe('the configuration section audit.publish', () => {
  it('is null when it is left out', () => {
    expect(section.load('').audit.publish).toBeNull();
  });

  it('holds sinks, witnesses, require and strict, and by default requires all witnesses and is not strict', () => {
    expect(
      load(`{
        sinks: [{ file: anchors/checkpoint }, { url: https://anchor.example/phi, token: sesame }],
        witnesses: [${witness(KEY)}, ${witness(OTHER)}]
      }`),
    ).toEqual({
      everyMs: 1_000,
      timeoutMs: 2_000,
      freshSeconds: 300,
      sinks: [
        { kind: 'file', path: join(folder, 'anchors/checkpoint') },
        { kind: 'http', url: 'https://anchor.example/phi', token: 'sesame' },
      ],
      witnesses: [
        { url: 'https://witness.example', key: KEY },
        { url: 'https://witness.example', key: OTHER },
      ],
      require: 2,
      strict: false,
    });
    expect(
      load(`{ witnesses: [${witness(KEY)}, ${witness(OTHER)}], require: 1, strict: true }`),
    ).toMatchObject({
      require: 1,
      strict: true,
    });
  });

  it.each<[string, string, readonly string[]]>([
    [
      'neither sinks nor witnesses',
      '{}',
      ['audit.publish.sinks: is empty, and so is witnesses. Name one, or remove publish'],
    ],
    [
      'strict without witnesses',
      '{ sinks: [{ file: a }], strict: true }',
      ['audit.publish.strict: needs witnesses to wait for'],
    ],
    [
      'more required witnesses than there are',
      `{ witnesses: [${witness(KEY)}], require: 2 }`,
      ['audit.publish.require: is more than the 1 witnesses there are'],
    ],
    [
      'the same witness key twice',
      `{ witnesses: [${witness(KEY)}, ${witness(KEY, 'https://other.example')}] }`,
      ['audit.publish.witnesses: names a key twice: it would count as two witnesses'],
    ],
    [
      'the key of a ledger as a witness key',
      `{ witnesses: [${witness(createSigner('ledger', privateKey).verifier.vkey)}] }`,
      ['audit.publish.witnesses[0].key: must be the key that the witness prints: name+id+key'],
    ],
    [
      'plain HTTP beyond loopback',
      `{ witnesses: [${witness(KEY, 'http://witness.example')}] }`,
      [
        'audit.publish.witnesses[0].url: must be an https:// URL: http:// is for loopback hosts only',
      ],
    ],
    [
      'a sink of an unknown kind',
      '{ sinks: [{ path: a }] }',
      ['audit.publish.sinks[0]: must be { file: PATH } or { url: URL }'],
    ],
  ])('is refused with %s', (_what, publish, expected) => {
    expect(problems(`audit: { publish: ${publish} }`)).toEqual(expected);
  });
});
