import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../../../gateway/reports/surveillance/surveillance-config.ts';
import { configSection } from '../../../support/config-section.ts';

const { folder, load, problems } = configSection(`
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: jwks.json }] }
authorization: { reach: { nurse: all } }
`);
writeFileSync(join(folder, 'staff.graphql'), 'query ($actors: [ID!]!) { staff }');

describe('the configuration of unusual-access rules', () => {
  it('has the default settings and no facts if it is empty', () => {
    const { admin } = load('admin: { roles: [auditor] }');
    expect(admin?.unusual).toEqual(DEFAULT_SETTINGS);
    expect(admin?.facts).toBeNull();
  });

  it('accepts every setting: times become minutes, days become numbers without duplicates', () => {
    const { admin } = load(`
admin:
  roles: [auditor]
  unusual:
    afterHours: { roles: [billing], timeZone: America/New_York, from: "07:30", to: "19:00", days: [SUN, MON, MON] }
    noRelationship: { roles: [nurse] }
    volume: { least: 25 }
    firstCategory: { categories: [GENETIC] }
    deceased: { days: 90 }
    score: { least: 30, weights: { SELF: 90 } }
`);
    const days = [0, 1];
    const hours = { roles: ['billing'], timeZone: 'America/New_York', from: 450, to: 1_140, days };
    expect(admin?.unusual).toEqual({
      ...DEFAULT_SETTINGS,
      afterHours: hours,
      noRelationship: { roles: ['nurse'] },
      volume: { least: 25 },
      firstCategory: { categories: ['GENETIC'], history: 30 },
      deceased: { days: 90 },
      score: { least: 30, weights: { ...DEFAULT_SETTINGS.score.weights, SELF: 90 } },
    });
  });

  it('accepts GraphQL operations that fetch facts about patients and staff, inline or from files', () => {
    const { admin } = load(`
admin:
  roles: [auditor]
  facts:
    patients: [{ subgraph: patients, operation: "query ($patients: [ID!]!) { people }" }]
    actors: [{ subgraph: hr, operation: staff.graphql }]
    cacheMinutes: 5
`);
    expect(admin?.facts).toEqual({
      patients: [{ subgraph: 'patients', operation: 'query ($patients: [ID!]!) { people }' }],
      actors: [{ subgraph: 'hr', operation: 'query ($actors: [ID!]!) { staff }' }],
      timeoutMs: 5_000,
      cacheMinutes: 5,
    });
  });

  it.each([
    [
      'facts: { actors: [{ subgraph: hr, operation: none.graphql }] }',
      /^admin\.facts\.actors\[0\]\.operation: the file can't be read/,
    ],
    [
      'facts: { actors: [{ operation: staff.graphql }] }',
      /^admin\.facts\.actors\[0\]\.subgraph: must be/,
    ],
    ['facts: { patient: [] }', /^admin\.facts\.patient: is not known/],
    [
      'unusual: { afterHours: { roles: [x], timeZone: Mars/Base, from: "07:00", to: "08:00" } }',
      /timeZone: must be the name of an IANA time zone/,
    ],
    [
      'unusual: { afterHours: { roles: [x], timeZone: UTC, from: "24:00", to: "08:00" } }',
      /from: must be a time such as "07:30"/,
    ],
    [
      'unusual: { afterHours: { roles: [], timeZone: UTC, from: "07:00", to: "08:00" } }',
      /roles: must name at least one role/,
    ],
    [
      'unusual: { afterHours: { roles: [x], timeZone: UTC, from: "07:00", to: "08:00", days: [XMAS] } }',
      /days\[0\]: must be one of SUN/,
    ],
    ['unusual: { volume: { least: 0 } }', /least: must be a whole number/],
    ['unusual: { firstCategory: { categories: [SECRETS] } }', /categories\[0\]: must be one of/],
    [
      'unusual: { thresholds: { roles: [nurse] } }',
      /^admin\.unusual\.thresholds\.roles\[0\]: must be one of admin\.roles \(auditor\)/,
    ],
    ['unusual: { selfie: true }', /^admin\.unusual\.selfie: is not known/],
  ])('is refused: %s, with a problem that matches %s', (section, problem) => {
    expect(problems(`admin: { roles: [auditor], ${section} }`)).toEqual([
      expect.stringMatching(problem),
    ]);
  });
});
