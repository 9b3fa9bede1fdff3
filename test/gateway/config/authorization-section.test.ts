import { describe, expect, it } from '@jest/globals';
import { MINIMAL, useConfigFolder } from './config-folder.ts';

const { load, problems } = useConfigFolder();

describe('the settings authorization.mode and authorization.unreached', () => {
  it('are filter and hide by default, can be set to reject and error, and are refused with unknown values', () => {
    expect(load(MINIMAL).authorization).toMatchObject({ mode: 'filter', unreached: 'hide' });
    const strict = `${MINIMAL}\nauthorization: { mode: reject, unreached: error }`;
    expect(load(strict).authorization).toMatchObject({ mode: 'reject', unreached: 'error' });
    expect(
      problems(() => load(`${MINIMAL}\nauthorization: { mode: lax, unreached: loud }`)),
    ).toEqual([
      expect.stringContaining('authorization.mode: must be one of filter, reject, dry-run'),
      expect.stringContaining('authorization.unreached: must be one of hide, error'),
    ]);
  });
});

describe('the configuration of which patients a role may access (reach)', () => {
  it('is read per role, even for roles named like object properties', () => {
    const config = load(`${MINIMAL}
authorization:
  reach: { physician: all, patient: self, proxy: { self: dependants.id }, __proto__: all, constructor: self,
    nurse: care-team, ward: { list: patients } }
relationships: { url: https://opa.example/ }
`);
    expect([...config.authorization.reach]).toEqual([
      ['physician', { kind: 'all' }],
      ['patient', { kind: 'self', claim: null }],
      ['proxy', { kind: 'self', claim: 'dependants.id' }],
      ['__proto__', { kind: 'all' }],
      ['constructor', { kind: 'self', claim: null }],
      ['nurse', { kind: 'care-team' }],
      ['ward', { kind: 'list', claim: 'patients' }],
    ]);
  });
});
