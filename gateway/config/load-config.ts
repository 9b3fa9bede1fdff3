import { StartError, type SettingProblem } from '../platform/errors.ts';
import type { Config } from './config.ts';
import type { Flags } from './flags.ts';
import { mergeFlags } from './flags.ts';
import { parseConfig, type ParsedConfig } from './parse-config.ts';
import { printProblem } from './parse-tree.ts';
import { readYaml } from './read-yaml.ts';

/** The configuration of a file and flags, valid or not. */
export interface LoadedConfig extends ParsedConfig {
  /**
   * One line for each problem of flags, file and environment, and for each of `later`, such as those of a start. Those with a
   * line in the file are in its order, after all others.
   */
  readonly allProblems: (later: readonly SettingProblem[]) => readonly string[];
}

/**
 * Loads the configuration: the YAML file that `--config` names, if any, with the other flags merged over it.
 *
 * @throws StartError with one line for each problem of the file, the flags and the environment.
 */
export function loadConfig(
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const { config, allProblems } = readSettings(flags, environment);
  if (config === null) throw new StartError(allProblems([]));
  return config;
}

/** Reads the configuration with its problems. Throws a `StartError` only if the file isn't YAML. */
export function readSettings(
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
): LoadedConfig {
  const file = flags.config === undefined ? null : readYaml(flags.config);
  const merged = mergeFlags(file?.tree ?? {}, flags);
  const parsed = parseConfig(merged.tree, file?.folder ?? process.cwd(), environment);
  const name = flags.config ?? 'configuration';
  const lineOf = (path: string) =>
    file !== null && isOfFile(path, { file: file.tree, merged: merged.tree })
      ? file.lineOf(path)
      : NO_LINE;
  const found = [...parsed.problems].map(([path, text]) => ({ path, text }));
  const allProblems: LoadedConfig['allProblems'] = (later) => [
    ...merged.problems.map((line) => `${name}: ${line}`),
    ...[...found, ...later]
      .map(({ path, text }) => ({ line: lineOf(path), path, text }))
      .toSorted((one, other) => one.line - other.line)
      .map(({ line, path, text }) =>
        printProblem(path, text, line === NO_LINE ? `${name}: ` : `${name}:${line}: `),
      ),
  ];
  return { ...parsed, config: merged.problems.length > 0 ? null : parsed.config, allProblems };
}

/** The value comes from a flag. Lines of a file begin at 1, so such problems are sorted before those of the file. */
const NO_LINE = 0;

/** Whether the value at a path comes from the file and not from a flag. A value in neither counts as of the file. */
function isOfFile(
  path: string,
  { file, merged }: { readonly file: unknown; readonly merged: unknown },
): boolean {
  if (merged === file) return true;
  if (merged === null || typeof merged !== 'object') return false;
  if (path === '') return true;
  const given = new Map<string, unknown>(
    file !== null && typeof file === 'object' ? Object.entries(file) : [],
  );
  const [step, rest] = firstStep(path);
  const inner = new Map<string, unknown>(Object.entries(merged)).get(step);
  return inner === undefined
    ? true
    : given.has(step) && isOfFile(rest, { file: given.get(step), merged: inner });
}

/** `issuers[0].jwks` → `issuers` and `[0].jwks`; `[0].jwks` → `0` and `jwks`. */
function firstStep(path: string): readonly [string, string] {
  const [whole, index, key = ''] = /^(?:\[(\d+)\]|([^.[]+))\.?/.exec(path) ?? ['', undefined];
  return [index ?? key, whole === '' ? '' : path.slice(whole.length)];
}
