import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { assertIssuers } from '../../../gateway/config/assert-issuers.ts';
import { SettingsError } from '../../../gateway/platform/errors.ts';
import { useConfigFolder } from './config-folder.ts';

const { folder, load } = useConfigFolder();
writeFileSync(join(folder, 'rules.mjs'), 'export default {};');

const GRAPH = `
type Query { patient: Patient }
type Mutation { addNote: Note }
type Patient { id: ID! }
type Allergy { id: ID! }
interface Note { id: ID! }
`;

/** The problems of an issuer with these settings, in a configuration with these further sections. */
function problemsOf(
  settings: string,
  { sections = '', graph = GRAPH }: { sections?: string; graph?: string | null } = {},
) {
  const config = load(`
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: https://id.example/jwks, ${settings} }] }
authorization: { reach: { physician: all, patient: self }${sections.startsWith(',') ? sections : ''} }
${sections.startsWith(',') ? '' : sections}
`);
  try {
    assertIssuers(config, graph);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.settings.map(
      ({ path, text }) => `${path.replace('identity.issuers[0].', '')} ${text}`,
    );
  }
  return [];
}

describe('the roles that the settings of an issuer give', () => {
  it.each([
    ['roles: { map: { dr: physican } }', 'roles.map.dr gives the role "physican"'],
    [
      'smart: { roles: { patient: { Patient: [patients] } } }',
      'smart.roles.patient.Patient gives the role "patients"',
    ],
    [
      'smart: { roles: { user: { Practitioner: [physician, doctor] } } }',
      'smart.roles.user.Practitioner gives the role "doctor"',
    ],
    ['smart: { roles: { system: [exporter] } }', 'smart.roles.system gives the role "exporter"'],
  ])('are refused if authorization.reach does not name them: %s', (settings, problem) => {
    const text = `${problem}, which authorization.reach does not name. Fix its spelling, or give it a reach.`;
    expect(problemsOf(settings)).toEqual([text]);
  });

  it.each([
    ['roles: { map: { dr: physician } }, smart: { roles: { system: [patient] } }', ''],
    ['roles: { map: { po: officer } }', 'admin: { roles: [officer] }'],
    ['roles: { map: { dr: other } }', ', rules: { module: rules.mjs }'],
    ['roles: { map: { dr: other } }', ', policies: { url: "https://opa.example/" }'],
    ['roles: { map: { dr: other } }', 'relationships: { url: "https://opa.example/" }'],
  ])(
    'are accepted if the reach, the reports or a decision of the operator may know them: %s, %s',
    (settings, sections) => {
      expect(problemsOf(settings, { sections })).toEqual([]);
    },
  );
});

describe('a table of SMART scopes', () => {
  it('is accepted if the graph lacks types of US Core that the table does not mention', () => {
    expect(problemsOf('smart: {}')).toEqual([]);
  });

  it('is accepted if the graph has its types, interfaces and mutations', () => {
    const table =
      'smart: { resources: { AllergyIntolerance: { types: [Allergy, Note] } }, mutations: { addNote: "*.c" } }';
    expect(problemsOf(table)).toEqual([]);
  });

  it.each([
    [
      'smart: { resources: { AllergyIntolerance: { types: [Allergy, Alergy] } } }',
      'smart.resources the row AllergyIntolerance is for the type Alergy, which the graph does not have. Fix `types`.',
    ],
    [
      'smart: { resources: { Coverage: { categories: [FINANCIAL] } } }',
      'smart.resources the row Coverage is for the type Coverage, which the graph does not have. Fix `types`.',
    ],
    [
      'smart: { mutations: { addAllergy: AllergyIntolerance.c } }',
      'smart.mutations.addAllergy is not a mutation of the graph. Fix its spelling, or remove it.',
    ],
  ])('is refused if it names what the graph does not have: %s', (settings, problem) => {
    expect(problemsOf(settings)).toEqual([problem]);
    expect(problemsOf(settings, { graph: null })).toEqual([]);
  });
});
