import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { hashDecisions } from '../../../gateway/config/hash-decisions.ts';
import { configSection } from '../../support/config-section.ts';
import { secretKey } from '../../support/secret-key.ts';

const { load, folder } = configSection(
  `graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }`,
);

const ISSUER = 'issuer: https://id.example, audience: phi, jwks: jwks.json';
const KEY = secretKey();

const USUAL = {
  identity: `{ issuers: [{ ${ISSUER} }] }`,
  authorization: '{ reach: { physician: all, billing: all } }',
  purpose: '{ roles: { physician: [TREAT, ETREAT], billing: [HPAYMT] } }',
  breakGlass: `{ roles: [physician], key: "${KEY}" }`,
  documents: '{ manifests: [a.json] }',
  admin: '{ roles: [auditor] }',
};

function hashesOf(changes: Partial<typeof USUAL> = {}) {
  const sections = Object.entries({ ...USUAL, ...changes });
  return hashDecisions(load(sections.map(([name, text]) => `${name}: ${text}`).join('\n')));
}

describe('the hashes of the configuration that decides on access', () => {
  beforeAll(() => writeFileSync(join(folder, 'vip.txt'), 'p1\n'));

  it.each([
    ['authorization', '{ reach: { physician: all, billing: self } }', 'authorizationHash'],
    [
      'authorization',
      '{ reach: { physician: all, billing: all }, unmarked: deny }',
      'authorizationHash',
    ],
    [
      'authorization',
      '{ reach: { physician: all, billing: all }, unreached: error }',
      'authorizationHash',
    ],
    ['purpose', '{ roles: { physician: [TREAT], billing: [HPAYMT] } }', 'purposeHash'],
    ['breakGlass', `{ roles: [physician, billing], key: "${KEY}" }`, 'breakGlassHash'],
    ['identity', `{ issuers: [{ ${ISSUER}, roles: { map: { md: physician } } }] }`, 'identityHash'],
    ['identity', `{ issuers: [{ ${ISSUER} }], patientIds: { pattern: '[0-9]+' } }`, 'identityHash'],
    ['identity', `{ issuers: [{ ${ISSUER}, namesPatients: false }] }`, 'identityHash'],
    ['identity', `{ issuers: [{ ${ISSUER}, namesStaff: false }] }`, 'identityHash'],
    ['identity', `{ issuers: [{ ${ISSUER}, smart: {} }] }`, 'identityHash'],
    ['documents', '{ mode: enforce, manifests: [a.json] }', 'documentsHash'],
    ['documents', '{ manifests: [b.json] }', 'documentsHash'],
    ['documents', '{ manifests: [a.json], roles: { billing: log } }', 'documentsHash'],
    ['admin', '{ roles: [auditor, physician] }', 'adminHash'],
    ['admin', '{ roles: [auditor], directory: {} }', 'adminHash'],
    ['admin', '{ roles: [auditor], unusual: { thresholds: { twoPersons: true } } }', 'adminHash'],
    ['admin', '{ roles: [auditor], unusual: { thresholds: { roles: [] } } }', 'adminHash'],
    ['admin', '{ roles: [auditor], letters: { staff: role } }', 'adminHash'],
    ['admin', '{ roles: [auditor], unusual: { volume: { least: 200 } } }', 'surveillanceHash'],
    [
      'admin',
      '{ roles: [auditor], unusual: { score: { weights: { SELF: 0 } } } }',
      'surveillanceHash',
    ],
    ['admin', '{ roles: [auditor], unusual: { vip: { file: vip.txt } } }', 'surveillanceHash'],
    ['admin', '{ roles: [auditor], facts: { cacheMinutes: 30 } }', 'surveillanceHash'],
  ] as const)(
    'differ for the section %s alone if it is %s in one of two configurations',
    (section, text, name) => {
      const usual = hashesOf();
      const changed = hashesOf({ [section]: text });
      expect(changed[name]).toMatch(/^[0-9a-f]{64}$/);
      expect(Object.keys(usual).filter((each) => usual[each] !== changed[each])).toEqual([name]);
    },
  );

  it('differ if a table of SMART scopes differs in one type, category, role or mutation', () => {
    const tables = [
      '{}',
      '{ resources: { Observation: { types: [Lab] } } }',
      '{ resources: { Observation: { categories: [CLINICAL] } } }',
      '{ roles: { system: [exporter] } }',
      '{ roles: { user: { Patient: [exporter] } } }',
      '{ mutations: { addLab: Observation.c } }',
      '{ mutations: { addLab: Observation.u } }',
    ];
    const hashes = tables.map(
      (smart) =>
        hashesOf({ identity: `{ issuers: [{ ${ISSUER}, smart: ${smart} }] }` })['identityHash'],
    );
    expect(new Set(hashes).size).toBe(tables.length);
  });

  it('do not depend on the order of entries or on the values of secret keys', () => {
    const other = {
      authorization: '{ reach: { billing: all, physician: all } }',
      purpose: '{ roles: { billing: [HPAYMT], physician: [ETREAT, TREAT] } }',
      breakGlass: `{ key: "${secretKey('other')}", roles: [physician] }`,
    };
    expect(hashesOf(other)).toEqual(hashesOf());
  });
});
