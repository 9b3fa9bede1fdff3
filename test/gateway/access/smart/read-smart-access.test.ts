import { describe, expect, it } from '@jest/globals';
import { parseFhirUser } from '../../../../gateway/access/smart/fhir-user.ts';
import { readSmartAccess } from '../../../../gateway/access/smart/read-smart-access.ts';
import { smartSchema } from '../../../../gateway/access/smart/smart-config.ts';

function configOf(settings: object) {
  const config = smartSchema().parse(settings);
  if (config === null) throw new Error('no settings');
  return config;
}

const CONFIG = configOf({
  resources: { 'Observation?category=laboratory': { types: ['Lab'] } },
});
const PRACTITIONER = { type: 'Practitioner', id: 'd1' } as const;
const CLAIMS = { launchPatient: 'p1', user: PRACTITIONER, roles: ['physician'] };

describe('what the SMART scopes of a token allow', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'one scope for several scopes of one resource',
      ['patient/Observation.s', 'patient/Observation.r', 'patient/Observation.read'],
      ['patient/Observation.rs'],
    ],
    [
      'each level by itself',
      ['user/Patient.rs', 'patient/*.rs'],
      ['patient/*.rs', 'user/Patient.rs'],
    ],
    [
      'search parameters that the table names',
      ['patient/Observation.rs?category=laboratory'],
      ['patient/Observation.rs?category=laboratory'],
    ],
    ['no other search parameters', ['patient/Observation.rs?category=vital-signs'], []],
    ['no search parameters that only begin alike', ['user/Observation.rs?category=lab'], []],
    ['no resource outside the table', ['user/Claim.rs', 'patient/constructor.rs'], []],
    ['nothing for other scopes', ['openid', 'fhirUser', 'launch/patient'], []],
    ['nothing without scopes', [], []],
    ['no system/ scope in a token of a user', ['system/*.cruds'], []],
  ])('is %s', (_what, scopes, expected) => {
    expect(readSmartAccess(scopes, CLAIMS, CONFIG).scopes).toEqual(expected);
  });

  it('is bound to the launch patient for patient/ scopes, not for user/ scopes; patient/ scopes allow nothing without a launch patient', () => {
    const scopes = ['patient/*.rs', 'user/Patient.rs'];
    const { levels } = readSmartAccess(scopes, CLAIMS, CONFIG);
    expect(levels.map(({ level, onlyPatient }) => [level, onlyPatient])).toEqual([
      ['patient', 'p1'],
      ['user', null],
    ]);
    const unbound = readSmartAccess(scopes, { ...CLAIMS, launchPatient: null }, CONFIG);
    expect(unbound.scopes).toEqual(['user/Patient.rs']);
  });

  it('has the roles of the token at each level if the issuer has no table of roles', () => {
    const { levels } = readSmartAccess(['patient/*.rs', 'user/*.rs'], CLAIMS, CONFIG);
    expect(levels.map(({ roles }) => roles)).toEqual([['physician'], ['physician']]);
  });

  it.each<[string, Partial<Parameters<typeof readSmartAccess>[1]>, readonly (readonly string[])[]]>(
    [
      ['a practitioner', {}, [['chart'], ['physician']]],
      ['a patient', { user: { type: 'Patient', id: 'p1' } }, [['self'], []]],
      ['a type without roles', { user: { type: 'Person', id: 'x' } }, [[], []]],
      ['an unknown user, so that system/ scopes do not count', { user: 'unknown' }, [[], []]],
      ['no user, so that system/ scopes count too', { user: null }, [[], [], ['export']]],
    ],
  )(
    'has the roles that the table gives to the user, never those of the token: %s',
    (_what, claims, expected) => {
      const config = configOf({
        roles: {
          patient: { Patient: ['self'], Practitioner: ['chart'] },
          user: { Practitioner: ['physician'] },
          system: ['export'],
        },
      });
      const scopes = ['patient/*.rs', 'user/*.rs', 'system/*.rs'];
      const { levels } = readSmartAccess(
        scopes,
        { ...CLAIMS, roles: ['admin'], ...claims },
        config,
      );
      expect(levels.map(({ roles }) => roles)).toEqual(expected);
    },
  );
});

describe('the fhirUser claim', () => {
  const SERVER = 'https://ehr.example/fhir';
  it.each<[string, unknown, string | null, string | null]>([
    ['a relative reference', 'Patient/123', SERVER, 'Patient 123'],
    [
      'a URL of the FHIR server',
      `${SERVER}/Practitioner/d-1.2`,
      `${SERVER}/`,
      'Practitioner d-1.2',
    ],
    ['a URL of another server', 'https://evil.example/fhir/Patient/123', SERVER, null],
    ['a URL of a server whose name only begins alike', `${SERVER}2/Patient/123`, SERVER, null],
    ['a URL if no server is configured', `${SERVER}/Patient/123`, null, null],
    ['a URL with a version', `${SERVER}/Patient/123/_history/1`, SERVER, null],
    ['a reference with a fragment', 'Patient/123#x', SERVER, null],
    ['an id with another character', 'Patient/1 23', SERVER, null],
    ['a resource that is not a user', 'Observation/1', SERVER, null],
    ['a type named like an object property', 'constructor/1', SERVER, null],
    ['an id alone', '123', SERVER, null],
    ['an object', { reference: 'Patient/123' }, SERVER, null],
    ['a list', ['Patient/123'], SERVER, null],
    ['no claim', undefined, SERVER, null],
  ])(
    'of the form: %s (%j, FHIR server %j) is read as the user %j',
    (_what, value, server, expected) => {
      const user = parseFhirUser(value, server);
      expect(user && `${user.type} ${user.id}`).toBe(expected);
    },
  );
});
