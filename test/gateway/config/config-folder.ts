import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Flags } from '../../../gateway/config/flags.ts';
import { loadConfig } from '../../../gateway/config/load-config.ts';
import { StartError } from '../../../gateway/platform/errors.ts';

/** The flags of a command line without flags. */
export const NO_FLAGS: Flags = { subgraph: [], subgraphSdl: [], reach: [] };

/** The smallest configuration with which a gateway starts. */
export const MINIMAL = `
graph:
  subgraphs:
    - { name: patients, url: http://127.0.0.1:4101/graphql }
identity:
  issuers:
    - issuer: https://id.example
      audience: phi
      jwks: https://id.example/jwks
`;

/** A temporary folder for configuration files, which is removed after the tests of the file. */
export function useConfigFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'phi-config-'));
  const file = join(folder, 'phi.yaml');
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Writes a configuration file and returns its path. */
  const write = (yaml: string): string => {
    writeFileSync(file, yaml);
    return file;
  };
  /** The configuration from a file with this text. */
  const load = (
    yaml: string,
    flags: Partial<Flags> = {},
    environment: Record<string, string> = {},
  ) => loadConfig({ ...NO_FLAGS, ...flags, config: write(yaml) }, environment);
  /** The problems with which loading fails, with the file's path shortened to its name; empty if it succeeds. */
  const problems = (run: () => unknown): readonly string[] => {
    try {
      run();
    } catch (error) {
      if (error instanceof StartError) {
        return error.problems.map((line) => line.replace(file, 'phi.yaml'));
      }
      throw error;
    }
    return [];
  };
  return { folder, write, load, problems };
}
