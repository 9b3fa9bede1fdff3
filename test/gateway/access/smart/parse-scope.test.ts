import { describe, expect, it } from '@jest/globals';
import { parseSmartScope } from '../../../../gateway/access/smart/parse-scope.ts';

describe('a scope of FHIR resources', () => {
  it.each<[string, string, string, string]>([
    ['patient/Observation.rs', 'patient', 'Observation', 'rs'],
    ['user/Observation.cruds', 'user', 'Observation', 'cruds'],
    ['system/Encounter.cud', 'system', 'Encounter', 'cud'],
    ['patient/Patient.r', 'patient', 'Patient', 'r'],
    ['user/*.s', 'user', '*', 's'],
    ['patient/Observation.read', 'patient', 'Observation', 'rs'],
    ['patient/*.write', 'patient', '*', 'cud'],
    ['user/Observation.*', 'user', 'Observation', 'cruds'],
    ['user/*.*', 'user', '*', 'cruds'],
    [
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
      'patient',
      'Observation?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
      'rs',
    ],
  ])(
    '%s has the level %s, the resource %s and the letters %s',
    (text, level, resource, letters) => {
      expect(parseSmartScope(text)).toEqual({ level, resource, letters });
    },
  );

  it.each([
    ['letters out of order', 'patient/Observation.sr'],
    ['a repeated letter', 'patient/Observation.rrs'],
    ['an unknown letter', 'patient/Observation.rsx'],
    ['letters in capitals', 'patient/Observation.RS'],
    ['a word that is not a permission', 'patient/Observation.reads'],
    ['no letters', 'patient/Observation.'],
    ['no permission', 'patient/Observation'],
    ['no resource', 'patient/.rs'],
    ['a resource in small letters', 'patient/observation.rs'],
    ['a resource with another character', 'patient/Observation-1.rs'],
    ['two permissions', 'patient/Observation.rs.rs'],
    ['two slashes', 'patient//Observation.rs'],
    ['another level', 'admin/Observation.rs'],
    ['a level in capitals', 'Patient/Observation.rs'],
    ['no level', 'Observation.rs'],
    ['a wildcard for a part of the resource name', 'patient/Obs*.rs'],
    ['search parameters on every resource', 'patient/*.rs?category=laboratory'],
    ['search parameters on a scope of version 1', 'patient/Observation.read?category=laboratory'],
    ['a question mark without parameters', 'patient/Observation.rs?'],
    ['a line break', 'patient/Observation.rs\nuser/*.cruds'],
    ['the launch context', 'launch/patient'],
    ['an OpenID Connect scope', 'openid'],
    ['no text', ''],
  ])('is not recognized with %s: %j', (_what, text) => {
    expect(parseSmartScope(text)).toBeNull();
  });
});
