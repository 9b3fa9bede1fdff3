import { StartError } from '../errors.ts';
import type { Config } from './config.ts';
import type { Flags } from './flags.ts';
import { layFlags } from './flags.ts';
import { parseConfig } from './parse-config.ts';
import { problemLines } from './parse-tree.ts';
import { readYaml } from './read-yaml.ts';

/**
 * Loads the configuration: the YAML file that `--config` names, if any, with the other flags laid over it.
 *
 * @throws StartError with one line for each problem of the file, the flags and the environment.
 */
export function loadConfig(
  flags: Flags,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const file = flags.config === undefined ? null : readYaml(flags.config);
  const laid = layFlags(file?.tree ?? {}, flags);
  const parsed = parseConfig(laid.tree, file?.folder ?? process.cwd(), environment);
  const problems = parsed.ok ? new Map<string, string>() : parsed.problems;
  if (parsed.ok && laid.problems.length === 0) return parsed.config;
  const name = flags.config ?? 'configuration';
  const place = (path: string) => {
    const isWritten = file !== null && isOfFile(path, { file: file.tree, laid: laid.tree });
    return isWritten ? `${name}:${file.lineOf(path)}: ` : `${name}: `;
  };
  throw new StartError([
    ...laid.problems.map((line) => `${name}: ${line}`),
    ...problemLines(problems, place),
  ]);
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
