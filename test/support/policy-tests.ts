import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRules } from '../../gateway/access/custom-rules/load-rules.ts';
import { loadPolicyConfig } from '../../gateway/config/load-policy-config.ts';
import { StartError } from '../../gateway/platform/errors.ts';
import { openTestedGraph } from '../../gateway/policy-tests/open-tested-graph.ts';
import { readTestFile } from '../../gateway/policy-tests/read-test-file.ts';
import {
  planTestFile,
  runTestFile,
  type FileResult,
  type OpenedGraph,
} from '../../gateway/policy-tests/run-test-file.ts';
import type { ViewedGraph } from '../../schema/diff/diff-graphs.ts';
import { viewedGraph } from './viewed-graph.ts';

/** Policy tests over one graph. */
export interface PolicyTests {
  readonly opened: OpenedGraph;
  /** Runs a file with this text. Throws a `StartError` where it is wrong. */
  run(text: string): Promise<FileResult>;
  /** Runs a file with this text, and returns `caller subject: what was seen` of each check. */
  seen(text: string): Promise<readonly string[]>;
  /** The problems of a file with this text; its name is `policy.yaml`. */
  problems(text: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Composing takes longer than most tests. */
const composed = new WeakMap<object, ViewedGraph>();

/** Opens a graph of subgraphs, by name, with a configuration. A rule tree has custom rules. */
export async function openPolicyTests(
  subgraphs: Readonly<Record<string, string>>,
  config: string,
  rules: object | null = null,
): Promise<PolicyTests> {
  const folder = mkdtempSync(join(tmpdir(), 'phi-policy-'));
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const graph = composed.get(subgraphs) ?? viewedGraph(subgraphs);
  composed.set(subgraphs, graph);
  const loaded = loadPolicyConfig(write('gateway.yaml', config), {});
  const module = rules && { file: 'rules.mjs', hash: '', tree: rules };
  const readMarks = () => graph.marks;
  const { rules: customRules } = await readRules(module, 1_000, { ...graph, readMarks });
  const tested = await openTestedGraph(graph, loaded, customRules);
  const opened = { graph, config: loaded, tested };
  const run = async (text: string) => {
    const planned = planTestFile(readTestFile(write('policy.yaml', text)), opened);
    return runTestFile(
      planned,
      () => true,
      () => 0,
    );
  };
  return {
    opened,
    run,
    seen: async (text) =>
      (await run(text)).results.flatMap(({ checks }) =>
        checks.map(({ caller, subject, got }) => `${caller} ${subject}: ${got}`),
      ),
    problems: async (text) => {
      try {
        await run(text);
        return [];
      } catch (error) {
        if (!(error instanceof StartError)) throw error;
        return error.problems.map((line) => line.replace(`${folder}/`, ''));
      }
    },
    close: async () => {
      await tested.close();
      rmSync(folder, { recursive: true });
    },
  };
}
