import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { authorizationOptions } from '../../../gateway/config/authorization-options.ts';
import { loadPolicyConfig } from '../../../gateway/config/load-policy-config.ts';
import { gatewayConfig } from '../../../gateway/demo/write-gateway-config.ts';
import { demoSettings } from '../../../gateway/demo/settings.ts';
import { packageFile } from '../../../schema/package-file.ts';
import {
  hiddenFrom,
  openPolicyCases,
  seenBy,
  type MarkChange,
} from '../../support/policy-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-policies-'));
let cases: Awaited<ReturnType<typeof openPolicyCases>>;
beforeAll(async () => {
  cases = await openPolicyCases('schema/health/policies/hospital.yaml');
});
afterAll(() => rmSync(folder, { recursive: true }));

const PAGE = readFileSync(packageFile('docs/policy-tests.md'), 'utf8');

/** Changes of one mark each, and the case that fails for it. */
const CHANGES: readonly MarkChange[] = [
  ['Patient.ssn', seenBy('nurse'), 'Those who bill see the whole social security number'],
  ['Patient.passport', seenBy('billing'), 'Licenses, passports and maiden names'],
  ['Patient.name', seenBy('researcher'), 'The name is for care, billing'],
  ['Patient.deathDate', () => ({ method: 'SUPPRESS' }), 'Researchers see the year of birth'],
  ['Address.zip', () => ({ method: 'LAST4' }), 'The ZIP code of a small area'],
  ['Patient.race', seenBy('billing'), 'Gender is for all who work with the record'],
  ['Observation.value', hiddenFrom('nurse'), 'Diagnoses, observations and procedures'],
  ['Note.text', hiddenFrom('nurse'), 'Notes can hold any identifier'],
  ['Patient.charlsonIndex', seenBy('nurse'), 'The comorbidity index'],
  ['Claim.outstanding', hiddenFrom('billing'), 'Bills are for billing'],
  ['Encounter.baseCost', hiddenFrom('patient'), 'What an encounter cost'],
  ['Query.patient(id:)', seenBy('researcher'), 'Researchers cannot look a patient up'],
  ['Mutation.addNote(text:)', hiddenFrom('nurse'), 'Notes are written by'],
];

describe("the policy tests of the example's graph", () => {
  it('are 40 cases, which pass and are about at least three quarters of the marks and every role', async () => {
    const { results, failed, coverage } = await cases.runAll();
    expect(failed).toEqual([]);
    expect(results.length).toBe(40);
    expect(PAGE).toContain(`The example's graph has ${results.length} cases in `);
    expect(coverage.roles).toEqual([]);
    expect(coverage.uncovered.length / coverage.marked).toBeLessThan(0.25);
  });

  it('fail where a mark or its method changes, each in the case that is about it', async () => {
    expect(await cases.unnoticed(CHANGES)).toEqual([]);
  });

  it('decide by the same settings as the demo', async () => {
    const { config } = cases;
    const settings = {
      ...demoSettings({ port: null, identityPort: null, subgraphPort: null, history: null }, {}),
      folder,
    };
    mkdirSync(join(folder, 'demo'));
    const identity = { issuer: 'http://127.0.0.1:4001', audience: 'phi-gateway' };
    const file = join(folder, 'gateway.yaml');
    writeFileSync(file, stringify(gatewayConfig(settings, identity)));
    const demo = loadPolicyConfig(file, {});
    expect(authorizationOptions(config)).toEqual(authorizationOptions(demo));
    expect(config.purpose).toEqual(demo.purpose);
    expect(config.breakGlass).toEqual(demo.breakGlass);
    expect(config.relationships).toEqual(demo.relationships);
    expect(config.identity.issuers.map(({ roles, claims }) => ({ roles, claims }))).toEqual(
      demo.identity.issuers.map(({ roles, claims }) => ({ roles, claims })),
    );
    expect(config.hasPseudonyms).toBe(demo.hasPseudonyms);
  });
});
