import { describe, expect, it } from '@jest/globals';
import { configSection } from '../../../support/config-section.ts';

const { load, problems } = configSection(`
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: jwks.json }] }
authorization: { reach: { physician: all, billing: all } }
`);

const ROLES = 'roles: { physician: [TREAT, ETREAT], billing: [HPAYMT] }';

describe('the purpose section of the configuration', () => {
  it('is off by default', () => {
    expect(load('').purpose).toBe(null);
  });

  it('sets purposes per role and per PHI category, the claim, whether a header counts, and the default', () => {
    const { purpose } = load(
      `purpose: { header: true, default: TREAT, ${ROLES}, categories: { SUBSTANCE_USE: [TREAT] } }`,
    );
    expect(purpose).toEqual({
      claim: 'purpose_of_use',
      header: true,
      default: 'TREAT',
      roles: new Map([
        ['physician', new Set(['TREAT', 'ETREAT'])],
        ['billing', new Set(['HPAYMT'])],
      ]),
      categories: new Map([['SUBSTANCE_USE', new Set(['TREAT'])]]),
    });
    expect(load(`purpose: { claim: ext.pou, ${ROLES} }`).purpose).toMatchObject({
      claim: 'ext.pou',
      header: false,
      default: null,
      categories: new Map(),
    });
  });

  it.each<[string, string, readonly RegExp[]]>([
    ['no roles', 'purpose: {}', [/^purpose.roles: must be a mapping of roles/]],
    [
      'a role with reach but without purposes',
      'purpose: { roles: { clerk: [TREAT] } }',
      [
        /^purpose.roles.physician: is missing: what may this role/,
        /^purpose.roles.billing: is missing: what may this role/,
      ],
    ],
    [
      'unknown purpose codes and a role with an empty list',
      'purpose: { default: treat, roles: { physician: [TREATMENT], billing: [] } }',
      [
        /^purpose.default: must be a code of v3-PurposeOfUse/,
        /^purpose.roles.physician\[0\]: must be a code of v3-PurposeOfUse/,
        /^purpose.roles.billing: must name at least one/,
      ],
    ],
    [
      'an unknown purpose code for a category, which is reported before unknown categories',
      `purpose: { ${ROLES}, categories: { SUBSTANCES: [TREAT], GENETIC: [X], __proto__: [TREAT] } }`,
      [/^purpose.categories.GENETIC\[0\]: must be a code/],
    ],
    [
      'unknown categories',
      `purpose: { ${ROLES}, categories: { SUBSTANCES: [TREAT], constructor: [TREAT] } }`,
      [
        /^purpose.categories.SUBSTANCES: is not a category. Write one of NAME, /,
        /^purpose.categories.constructor: is not a category/,
      ],
    ],
    ['an unknown key', `purpose: { ${ROLES}, purposes: [] }`, [/^purpose.purposes: is not known/]],
  ])('is refused, naming the faulty keys, with %s', (_what, yaml, expected) => {
    const lines = problems(yaml);
    expect(lines).toHaveLength(expected.length);
    for (const line of expected) expect(lines).toContainEqual(expect.stringMatching(line));
  });
});
