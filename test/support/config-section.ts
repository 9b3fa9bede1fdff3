import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { Config } from '../../gateway/config/config.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { StartError } from '../../gateway/platform/errors.ts';

/** A configuration file with one section under test, loaded as the gateway does at start. */
export interface ConfigSection {
  readonly folder: string;
  readonly load: (yaml: string, environment?: Readonly<Record<string, string>>) => Config;
  /** The problems of the configuration, without the name of the file. */
  readonly problems: (
    yaml: string,
    environment?: Readonly<Record<string, string>>,
  ) => readonly string[];
}

/** Appends a section to a valid configuration, in a folder that is removed after the suite. */
export function configSection(
  rest: string,
  variables: Readonly<Record<string, string>> = {},
): ConfigSection {
  const folder = mkdtempSync(join(tmpdir(), 'phi-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const config = join(folder, 'phi.yaml');
  const load: ConfigSection['load'] = (yaml, environment = {}) => {
    writeFileSync(config, `${rest}\n${yaml}\n`);
    return loadConfig(
      { config, subgraph: [], subgraphSdl: [], reach: [] },
      { ...variables, ...environment },
    );
  };
  return {
    folder,
    load,
    problems: (yaml, environment) => {
      try {
        load(yaml, environment);
      } catch (error) {
        if (!(error instanceof StartError)) throw error;
        return error.problems.map((line) => line.replace(/^.*?phi\.yaml(?::\d+)?: /, ''));
      }
      return [];
    },
  };
}
