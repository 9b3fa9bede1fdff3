import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadPolicyConfig } from '../../../gateway/config/load-policy-config.ts';
import { StartError } from '../../../gateway/platform/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-policy-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string) {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, text);
  return loadPolicyConfig(file, {});
}

function problemsOf(text: string): readonly string[] {
  try {
    load(text);
    return [];
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return error.problems.map((line) => line.replace(`${folder}/`, ''));
  }
}

describe('the part of a configuration that policy tests use', () => {
  it('needs no secret, key or address of another system', () => {
    const config = load(`
identity:
  issuers:
    - issuer: \${ISSUER}
      audience: api
      introspection: { url: '\${URL}', clientId: '\${ID}', clientSecret: '\${SECRET}' }
      roles: { claim: groups, map: { doctors: doctor } }
authorization: { reach: { doctor: care-team }, policies: { url: '\${URL}', token: '\${TOKEN}' } }
relationships: { url: '\${URL}', token: '\${TOKEN}', consent: true }
breakGlass: { roles: [doctor], key: '\${KEY}', alert: { url: '\${URL}' } }
pseudonymKey: \${KEY}
audit: { db: '\${DATABASE}' }
`);
    const [issuer] = config.identity.issuers;
    expect(issuer).toMatchObject({ issuer: 'issuer 1', namesPatients: true });
    expect(issuer?.roles.map?.get('doctors')).toBe('doctor');
    expect(config.relationships?.consent).toBe(true);
    expect(config.breakGlass).toEqual({ roles: ['doctor'], purpose: null });
    expect(config.hasPseudonyms).toBe(true);
  });

  it('keeps the name of an issuer that is known', () => {
    const config = load("identity: { issuers: [{ issuer: 'https://id.example' }] }");
    expect(config.identity.issuers[0]?.issuer).toBe('https://id.example');
    expect(config.hasPseudonyms).toBe(false);
  });

  it('has one issuer with the default claims if the file names none', () => {
    expect(load('authorization: {}').identity.issuers[0]?.roles.claim).toBe('roles');
  });

  it.each([
    [
      'authorization: { reach: { doctor: most } }',
      'gateway.yaml:1: authorization.reach.doctor: must be',
    ],
    [
      'authorization: { reach: { doctor: care-team } }',
      'gateway.yaml:1: relationships: is required',
    ],
    ['purpose: { roles: {} }\nauthorization: { reach: { a: all } }', 'purpose.roles.a: is missing'],
    ['breakGlass: 7', 'gateway.yaml:1: breakGlass: must be'],
    [
      'breakGlass: { roles: [nurse] }',
      'breakGlass.roles[0]: authorization.reach does not name "nurse"',
    ],
    ['relationships: 7', 'gateway.yaml:1: relationships: must be'],
  ])('is refused with its line for %j', (text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });
});
