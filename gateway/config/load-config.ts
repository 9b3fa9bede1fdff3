import { StartError } from '../errors.ts';
import type { Config } from './config.ts';
import type { Flags } from './flags.ts';
import { layFlags } from './flags.ts';
import { parseConfig } from './parse-config.ts';
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
  const problems = [...laid.problems, ...(parsed.ok ? [] : parsed.problems)];
  if (!parsed.ok || problems.length > 0) {
    throw new StartError(problems.map((line) => `${flags.config ?? 'configuration'}: ${line}`));
  }
  return parsed.config;
}
