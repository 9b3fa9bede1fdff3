import { StartError, type SettingProblem } from '../platform/errors.ts';
import type { Config } from './config.ts';
import type { Flags } from './flags.ts';
import { mergeFlags } from './flags.ts';
import { parseConfig, type ParsedConfig } from './parse-config.ts';
import { printProblem } from './parse-tree.ts';
import { readYaml } from './read-yaml.ts';

/** Settings as a file and flags give them, whether a gateway can be started with them or not. */
export interface Settings extends ParsedConfig {
  /**
   * One line for each problem of the flags, the file and the environment, and of those that were found later, in the
   * order of the file.
   */
  readonly report: (later: readonly SettingProblem[]) => readonly string[];
}

/**
 * Loads the configuration: the YAML file that `--config` names, if any, with the other flags laid over it.
 *
 * @throws StartError with one line for each problem of the file, the flags and the environment.
 */
export function loadConfig(
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const { config, report } = readSettings(flags, environment);
  if (config === null) throw new StartError(report([]));
  return config;
}

/** Reads the same with its problems. Throws a `StartError` only where the file can't be read as YAML. */
export function readSettings(
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const file = flags.config === undefined ? null : readYaml(flags.config);
  const laid = mergeFlags(file?.tree ?? {}, flags);
  const parsed = parseConfig(laid.tree, file?.folder ?? process.cwd(), environment);
  const name = flags.config ?? 'configuration';
  const lineOf = (path: string) =>
    file !== null && isOfFile(path, { file: file.tree, laid: laid.tree }) ? file.lineOf(path) : 0;
  const found = [...parsed.problems].map(([path, text]) => ({ path, text }));
  const report: Settings['report'] = (later) => [
    ...laid.problems.map((line) => `${name}: ${line}`),
    ...[...found, ...later]
      .map(({ path, text }) => ({ line: lineOf(path), path, text }))
      .toSorted((one, other) => one.line - other.line)
      .map(({ line, path, text }) =>
        printProblem(path, text, line > 0 ? `${name}:${line}: ` : `${name}: `),
      ),
  ];
  return { ...parsed, config: laid.problems.length > 0 ? null : parsed.config, report };
}

/** Whether what stands at a path comes from the file, and not from a flag that was laid over it. */
function isOfFile(
  path: string,
  { file, laid }: { readonly file: unknown; readonly laid: unknown },
): boolean {
  if (laid === file) return true;
  if (laid === null || typeof laid !== 'object') return false;
  if (path === '') return true;
  const given = new Map<string, unknown>(
    file !== null && typeof file === 'object' ? Object.entries(file) : [],
  );
  const [step, rest] = firstStep(path);
  const inner = new Map<string, unknown>(Object.entries(laid)).get(step);
  return inner === undefined
    ? true
    : given.has(step) && isOfFile(rest, { file: given.get(step), laid: inner });
}

function firstStep(path: string): readonly [string, string] {
  const [whole, index, key = ''] = /^(?:\[(\d+)\]|([^.[]+))\.?/.exec(path) ?? ['', undefined];
  return [index ?? key, whole === '' ? '' : path.slice(whole.length)];
}
