import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy, Requirement } from '../../directives/policy/policy.ts';
import { readGraph } from '../../gateway/cli/graph/read-graph.ts';
import { outcomeOf } from '../../gateway/cli/graph/policy-tests/test-report.ts';
import { loadPolicyConfig } from '../../gateway/config/load-policy-config.ts';
import { measureCoverage } from '../../gateway/policy-tests/coverage.ts';
import { openTestedGraph } from '../../gateway/policy-tests/open-tested-graph.ts';
import { readTestFile } from '../../gateway/policy-tests/read-test-file.ts';
import { planTestFile, runTestFile } from '../../gateway/policy-tests/run-test-file.ts';
import { packageFile } from '../../schema/package-file.ts';

/** A change of one mark, and the start of the name of the case that is about it. */
export type MarkChange = readonly [
  at: string,
  change: (each: Requirement) => Partial<Requirement>,
  start: string,
];

/** Opens the policy tests of the package, such as `schema/health/policies/hospital.yaml`, with the graph that they name. */
export async function openPolicyCases(file: string) {
  const read = readTestFile(packageFile(file));
  const config = loadPolicyConfig(read.tests.config ?? '', {});
  const graph = await readGraph({ subgraph: [] }, config.graph);

  /** Runs the cases whose names are accepted, with the policy of the graph or a changed one. */
  async function run(policy: Policy, accepts: (name: string) => boolean) {
    const tested = await openTestedGraph({ ...graph, policy }, config, new Map());
    const opened = { graph: { ...graph, policy }, config, tested };
    const { results } = await runTestFile(planTestFile(read, opened), accepts, () => 0);
    await tested.close();
    return { results, schema: tested.schema };
  }

  /** Runs all cases with the graph's policy: what failed, and what no case is about. */
  async function runAll() {
    const { results, schema } = await run(graph.policy, () => true);
    const failed = results.filter((each) => outcomeOf(each) !== 'passed');
    const coverage = measureCoverage({ ...graph, schema }, results, ({ checks }) =>
      checks.flatMap(({ caller }) => read.tests.callers.get(caller)?.roles ?? []),
    );
    return { results, failed, coverage };
  }

  /** Makes all changes at once and returns each mark for which the case about it does not fail. */
  async function unnoticed(changes: readonly MarkChange[]) {
    const isAbout = (name: string) => changes.some(([, , start]) => name.startsWith(start));
    const { results } = await run(changed(graph.policy, changes), isAbout);
    return changes.flatMap(([at, , start]) => {
      const failed = results
        .filter(({ name }) => name.startsWith(start))
        .flatMap(({ checks }) => checks.filter((check) => !check.passed));
      return failed.some(({ covers }) => covers.includes(at)) ? [] : [at];
    });
  }

  return { config, graph, runAll, unnoticed };
}

/** A policy with other requirements of some coordinates. */
function changed(policy: Policy, changes: readonly MarkChange[]): Policy {
  const requirements = new Map(policy.requirements);
  for (const [at, change] of changes) {
    const before = requirements.get(at as Coordinate);
    if (before === undefined) throw new Error(`${at} has no marks`);
    requirements.set(at as Coordinate, { ...before, ...change(before) });
  }
  return { ...policy, requirements };
}

/** Adds a role to everything that the mark requires. */
export const seenBy =
  (role: string) =>
  ({ clauses }: Requirement) => ({
    clauses: clauses.map((each) => ({ ...each, anyOf: [...each.anyOf, role] })),
  });

/** Removes a role from everything that the mark requires. */
export const hiddenFrom =
  (role: string) =>
  ({ clauses }: Requirement) => ({
    clauses: clauses.map((each) => ({ ...each, anyOf: each.anyOf.filter((one) => one !== role) })),
  });
