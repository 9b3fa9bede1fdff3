import { isAbsolute, relative, resolve } from 'node:path';
import { loadRuleModule, readRules } from '../../../access/custom-rules/load-rules.ts';
import { registerRulesImport } from '../../../access/custom-rules/register-rules-import.ts';
import { assertReach } from '../../../config/assert-reach.ts';
import { loadPolicyConfig, type PolicyConfig } from '../../../config/load-policy-config.ts';
import { SettingsError, StartError } from '../../../platform/errors.ts';
import { measureCoverage } from '../../../policy-tests/coverage.ts';
import { openTestedGraph, type TestedGraph } from '../../../policy-tests/open-tested-graph.ts';
import { readTestFile, type ReadTestFile } from '../../../policy-tests/read-test-file.ts';
import {
  planTestFile,
  runTestFile,
  type FileResult,
  type OpenedGraph,
} from '../../../policy-tests/run-test-file.ts';
import { collectProblems, type Collected } from '../collect-problems.ts';
import { readGraph, type GraphFlags, type ReadGraph } from '../read-graph.ts';
import { pathOfSubgraph } from '../read-subgraphs.ts';
import type { TestReport } from './test-report.ts';

/** What is run. */
export interface TestRun extends Pick<GraphFlags, 'config' | 'subgraph' | 'supergraph'> {
  readonly files: readonly string[];
  /** Texts of which a case's name must hold one; empty for every case. */
  readonly only: readonly string[];
  readonly measuresCoverage: boolean;
}

/** The report of a run, and what it depends on. */
export interface RanTests {
  /** Null if a file could not be used. */
  readonly report: TestReport | null;
  readonly problems: readonly string[];
  /** Files, folders and globs that change the result, also those that could not be used. */
  readonly sources: readonly string[];
}

/** Reads and runs policy tests. Problems of all files are reported at once; then nothing is run. */
export async function runTests(run: TestRun): Promise<RanTests> {
  const since = performance.now();
  const problems: string[] = [];
  const used = new Set<string>([...run.files, ...sourcesOfFlags(run)]);
  const valueOf = <Value>({ value, problems: found }: Collected<Value>): Value | null => {
    problems.push(...found);
    return value;
  };

  const read: ReadTestFile[] = [];
  for (const file of run.files) {
    const one = valueOf(await collectProblems(() => readTestFile(file)));
    if (one !== null) read.push(one);
  }
  const graphs = new Map<string, (OpenedGraph & { readonly read: ReadGraph }) | null>();
  const planned = [];
  try {
    for (const one of read) {
      const config = run.config ?? one.tests.config;
      if (config === null) {
        problems.push(`${one.file}:1: ${NO_CONFIG}`);
        continue;
      }
      const key = resolve(config);
      used.add(config);
      if (!graphs.has(key))
        graphs.set(key, valueOf(await collectProblems(() => openGraph(config, run, used))));
      const opened = graphs.get(key) ?? null;
      const plan = opened && valueOf(await collectProblems(() => planTestFile(one, opened)));
      if (plan !== null) planned.push(plan);
    }
    const sources = [...used];
    if (problems.length > 0) return { report: null, problems, sources };

    const accepts = (name: string) =>
      run.only.length === 0 ||
      run.only.some((text) => name.toLowerCase().includes(text.toLowerCase()));
    const results: FileResult[] = [];
    for (const each of planned)
      results.push(await runTestFile(each, accepts, () => performance.now()));
    if (results.every((each) => each.results.length === 0))
      return {
        report: null,
        problems: [`no case has a name with ${run.only.join(' or ')}.`],
        sources,
      };
    const coverage = run.measuresCoverage
      ? [...graphs.values()].flatMap((opened) => (opened ? coverageOf(opened, results) : []))
      : null;
    const schemaFiles = (opened: OpenedGraph) => {
      const own = [...graphs.values()].find((each) => each?.tested === opened.tested);
      return new Map(
        [...(own?.read.files ?? [])].map(([name, all]) => [
          name,
          all.map((each) => ({ ...each, path: shortPath(each.path) })),
        ]),
      );
    };
    const report = {
      files: results
        .filter((each) => each.results.length > 0)
        .map((each) => ({ ...each, schemaFiles: schemaFiles(each.opened) })),
      coverage,
      ms: performance.now() - since,
    };
    return { report, problems: [], sources };
  } finally {
    for (const opened of graphs.values()) await opened?.tested.close();
  }
}

const NO_CONFIG =
  "names no configuration. Add `config: FILE`, the gateway's YAML file, or give --config FILE.";

/** A path as it is read best: relative to the working folder, unless it is outside of it. */
function shortPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

/** Adds what the configuration names to the sources before it is read, so that a source which can't be used is there too. */
async function openGraph(
  file: string,
  flags: TestRun,
  sources: Set<string>,
): Promise<OpenedGraph & { readonly read: ReadGraph }> {
  const config = loadPolicyConfig(file, process.env);
  for (const source of sourcesOfConfig(config)) sources.add(source);
  const read = await readGraph(flags, config.graph);
  const { authorization } = config;
  try {
    assertReach(authorization, read.policy.roles);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new StartError(
      error.problems.map((problem) => `${file}: ${problem}`),
      { cause: error },
    );
  }
  const rules = await loadRules(config, read);
  const tested: TestedGraph = await openTestedGraph(read, config, rules);
  return { graph: read, read, config, tested };
}

async function loadRules({ authorization: { rules } }: PolicyConfig, graph: ReadGraph) {
  if (rules !== null) registerRulesImport();
  const module = rules && (await loadRuleModule(rules.module));
  const loaded = await readRules(module, rules?.timeoutMs ?? 0, {
    ...graph,
    readMarks: () => graph.marks,
  });
  return loaded.rules;
}

function sourcesOfFlags({ subgraph, supergraph }: TestRun): readonly string[] {
  return [
    ...subgraph.flatMap((arg) => pathOfSubgraph(arg) ?? []),
    ...(supergraph === undefined ? [] : [supergraph]),
  ];
}

function sourcesOfConfig({ graph: { graph }, authorization: { rules } }: PolicyConfig) {
  const subgraphs = graph?.subgraphs.flatMap(({ sdl }) => sdl ?? []) ?? [];
  return [...subgraphs, graph?.supergraph, rules?.module].filter((path) => path != null);
}

function coverageOf(opened: OpenedGraph, files: readonly FileResult[]) {
  const own = files.filter((each) => each.opened.tested === opened.tested);
  const callerRoles = new Map(
    own.flatMap(({ results, tests }) => results.map((result) => [result, tests.callers] as const)),
  );
  return [
    measureCoverage(
      { ...opened.graph, schema: opened.tested.schema },
      own.flatMap(({ results }) => results),
      (result) =>
        result.checks.flatMap(({ caller }) => callerRoles.get(result)?.get(caller)?.roles ?? []),
    ),
  ];
}
