import { describe, expect, it } from '@jest/globals';
import { useConfigFolder } from './config-folder.ts';

const { load, problems } = useConfigFolder();

const withSmart = (smart: string, issuer = '') => `
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity:
  issuers:
    - issuer: https://id.example
      audience: phi
      jwks: https://id.example/jwks
      smart: ${smart.replaceAll(/\s+/g, ' ')}
      ${issuer}
`;
const smartOf = (smart: string) => {
  const [issuer] = load(withSmart(smart)).identity.issuers;
  if (issuer?.smart == null) throw new Error('no table');
  return issuer.smart;
};

describe('the table of SMART scopes of an issuer', () => {
  it('has the resources of US Core by default, with types of the same name and without categories of other resources', () => {
    const { resources, mutations, roles } = smartOf('{}');
    expect([...resources.keys()]).toEqual(
      expect.arrayContaining(['Condition', 'Encounter', 'Observation', 'Patient', 'Practitioner']),
    );
    expect(resources.get('Patient')).toMatchObject({
      types: ['Patient'],
      categories: expect.arrayContaining(['NAME', 'SSN']),
    });
    expect(resources.get('Observation')?.categories).not.toContain('NAME');
    expect(resources.get('Encounter')?.categories).not.toContain('FINANCIAL');
    expect([mutations.size, roles]).toEqual([0, null]);
  });

  it('adds and replaces rows, and keeps the categories of US Core unless others are stated', () => {
    const { resources, mutations } = smartOf(`{
      resources: {
        Observation: { types: [Lab] }, 'Observation?category=note': { types: [Note] },
        Coverage: { categories: [FINANCIAL] }, Claim: { types: [Claim], categories: [FINANCIAL] } },
      mutations: { addLab: Observation.c, file: '*.cud', note: Observation.c?category=note } }`);
    const usual = smartOf('{}').resources;
    expect(resources.size).toBe(usual.size + 2);
    const { categories } = usual.get('Observation') ?? {};
    expect(resources.get('Observation')).toEqual({ types: ['Lab'], categories });
    expect(resources.get('Observation?category=note')).toEqual({ types: ['Note'], categories });
    expect(resources.get('Coverage')).toEqual({ types: ['Coverage'], categories: ['FINANCIAL'] });
    expect([...mutations.values()]).toEqual([
      { resource: 'Observation', letters: 'c' },
      { resource: '*', letters: 'cud' },
      { resource: 'Observation?category=note', letters: 'c' },
    ]);
  });

  it.each([
    ['{ fhirServer: ehr }', 'smart.fhirServer: must be the URL of a FHIR server'],
    ['{ resources: { observation: {} } }', 'smart.resources.observation: is not a FHIR resource'],
    ["{ resources: { '*': { types: [Lab] } } }", 'smart.resources.*: is not a FHIR resource'],
    [
      '{ resources: { Claim: { types: [Claim] } } }',
      'smart.resources.Claim: is not a resource of US Core',
    ],
    [
      "{ resources: { 'Observation?category=note': {} } }",
      'smart.resources.Observation?category=note: needs types',
    ],
    [
      '{ resources: { Observation: { categories: [LAB] } } }',
      'smart.resources.Observation.categories[0]: must be one of NAME',
    ],
    [
      '{ mutations: { addLab: Observation.rs } }',
      'smart.mutations.addLab: must be a scope of c, u and d',
    ],
    [
      '{ mutations: { addLab: user/Observation.c } }',
      'smart.mutations.addLab: must be a scope of c, u',
    ],
    [
      '{ mutations: { addLab: Lab.c } }',
      'smart.mutations.addLab: names Lab, which is not a resource',
    ],
    [
      '{ roles: { user: { Doctor: [doctor] } } }',
      'smart.roles.user.Doctor: is not a type of a fhirUser',
    ],
    [
      '{ roles: { user: { Patient: [] } } }',
      'smart.roles.user.Patient: must name at least one role',
    ],
  ])('is refused with the path of the setting and the fix: %s', (smart, problem) => {
    expect(problems(() => load(withSmart(smart)))).toEqual([expect.stringContaining(problem)]);
  });

  it('is refused if the same issuer also sets claims.patient', () => {
    expect(problems(() => load(withSmart('{}', 'claims: { patient: own_patient }')))).toEqual([
      expect.stringContaining('claims.patient: has no meaning together with smart'),
    ]);
  });
});
