import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { StartError } from '../errors.ts';
import type { Config } from './config.ts';
import type { Flags } from './flags.ts';
import { layFlags } from './flags.ts';
import { parseConfig } from './parse-config.ts';

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

/** Reads a YAML file; relative paths in it start at its folder. @throws StartError where it can't be read. */
export function readYaml(file: string): { readonly tree: unknown; readonly folder: string } {
  const path = resolve(file);
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError([`${file}: the file can't be read. Mend the path or its permissions.`], {
      cause,
    });
  }
  const document = parseDocument(source, { strict: true, uniqueKeys: true, prettyErrors: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new StartError(
      faults.map((fault) => {
        const line = fault.linePos?.[0].line ?? 1;
        return `${file}:${line}: not valid YAML (${fault.code.toLowerCase().replaceAll('_', ' ')}).`;
      }),
    );
  }
  try {
    // Aliases could grow a small file into a huge tree, and a configuration needs none.
    const tree: unknown = document.toJS({ maxAliasCount: 0 });
    return { tree, folder: dirname(path) };
  } catch (cause) {
    throw new StartError(
      [`${file}: YAML aliases (*name) are not supported. Write the value out.`],
      {
        cause,
      },
    );
  }
}
