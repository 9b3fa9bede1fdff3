import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { Coordinate } from '../../../directives/coordinate.ts';
import type { Policy, Requirement } from '../../../directives/policy/policy.ts';
import { readGraph } from '../../../gateway/cli/graph/read-graph.ts';
import { outcomeOf } from '../../../gateway/cli/graph/test-report.ts';
import { authorizationOptions } from '../../../gateway/config/authorization-options.ts';
import { loadPolicyConfig, type PolicyConfig } from '../../../gateway/config/load-policy-config.ts';
import { gatewayConfig } from '../../../gateway/demo/write-gateway-config.ts';
import { demoSettings } from '../../../gateway/demo/settings.ts';
import { measureCoverage } from '../../../gateway/policy-tests/coverage.ts';
import { openTestedGraph } from '../../../gateway/policy-tests/open-tested-graph.ts';
import { readTestFile } from '../../../gateway/policy-tests/read-test-file.ts';
import {
  planTestFile,
  runTestFile,
  type OpenedGraph,
} from '../../../gateway/policy-tests/run-test-file.ts';
import { packageFile } from '../../../schema/package-file.ts';

const read = readTestFile(packageFile('schema/health/policies/hospital.yaml'));
const folder = mkdtempSync(join(tmpdir(), 'phi-policies-'));
let config: PolicyConfig;
let graph: OpenedGraph['graph'];
beforeAll(async () => {
  config = loadPolicyConfig(read.tests.config ?? '', {});
  graph = await readGraph({ subgraph: [] }, config.graph);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the cases whose names are accepted, with the policy of the graph or a changed one. */
async function run(policy: Policy, accepts: (name: string) => boolean) {
  const tested = await openTestedGraph({ ...graph, policy }, config, new Map());
  const opened = { graph: { ...graph, policy }, config, tested };
  const { results } = await runTestFile(planTestFile(read, opened), accepts, () => 0);
  await tested.close();
  return { results, schema: tested.schema };
}

/** A policy with other requirements of some coordinates. */
function changed(
  changes: readonly (readonly [string, (each: Requirement) => Partial<Requirement>])[],
) {
  const requirements = new Map(graph.policy.requirements);
  for (const [at, change] of changes) {
    const before = requirements.get(at as Coordinate);
    if (before === undefined) throw new Error(`${at} has no marks`);
    requirements.set(at as Coordinate, { ...before, ...change(before) });
  }
  return { ...graph.policy, requirements };
}

/** Adds a role to everything that the mark requires, or removes it. */
const seenBy =
  (role: string) =>
  ({ clauses }: Requirement) => ({
    clauses: clauses.map((each) => ({ ...each, anyOf: [...each.anyOf, role] })),
  });
const hiddenFrom =
  (role: string) =>
  ({ clauses }: Requirement) => ({
    clauses: clauses.map((each) => ({ ...each, anyOf: each.anyOf.filter((one) => one !== role) })),
  });

/** Changes of one mark each, and the case that fails for it. */
const CHANGES = [
  ['Patient.ssn', seenBy('nurse'), 'Those who bill see the whole social security number'],
  ['Patient.passport', seenBy('billing'), 'Licenses, passports and maiden names'],
  ['Patient.name', seenBy('researcher'), 'The name is for care, billing'],
  [
    'Patient.deathDate',
    () => ({ method: 'SUPPRESS' as const }),
    'Researchers see the year of birth',
  ],
  ['Address.zip', () => ({ method: 'LAST4' as const }), 'The ZIP code of a small area'],
  ['Patient.race', seenBy('billing'), 'Gender is for all who work with the record'],
  ['Observation.value', hiddenFrom('nurse'), 'Diagnoses, observations and procedures'],
  ['Note.text', hiddenFrom('nurse'), 'Notes can hold any identifier'],
  ['Patient.charlsonIndex', seenBy('nurse'), 'The comorbidity index'],
  ['Claim.outstanding', hiddenFrom('billing'), 'Bills are for billing'],
  ['Encounter.baseCost', hiddenFrom('patient'), 'What an encounter cost'],
  ['Query.patient(id:)', seenBy('researcher'), 'Researchers cannot look a patient up'],
  ['Mutation.addNote(text:)', hiddenFrom('nurse'), 'Notes are written by'],
] as const;

describe("the policy tests of the example's graph", () => {
  it('are 40 cases, which pass and are about at least three quarters of the marks and every role', async () => {
    const { results, schema } = await run(graph.policy, () => true);
    expect(results.filter((each) => outcomeOf(each) !== 'passed')).toEqual([]);
    expect(results.length).toBe(40);
    const coverage = measureCoverage({ ...graph, schema }, results, ({ checks }) =>
      checks.flatMap(({ caller }) => read.tests.callers.get(caller)?.roles ?? []),
    );
    expect(coverage.roles).toEqual([]);
    expect(coverage.uncovered.length / coverage.marked).toBeLessThan(0.25);
  });

  it('fail where a mark or its method changes, each in the case that is about it', async () => {
    const isAbout = (name: string) => CHANGES.some(([, , start]) => name.startsWith(start));
    const { results } = await run(changed(CHANGES.map(([at, change]) => [at, change])), isAbout);
    const passed = results.filter((each) => outcomeOf(each) === 'passed').map(({ name }) => name);
    expect(passed).toEqual([]);
    expect(results.length).toBe(CHANGES.length);
    for (const [at, , start] of CHANGES) {
      const failed = results
        .filter(({ name }) => name.startsWith(start))
        .flatMap(({ checks }) => checks.filter((check) => !check.passed));
      expect(failed.flatMap(({ covers }) => covers)).toContain(at);
    }
  });

  it('decide by the same settings as the demo', async () => {
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
