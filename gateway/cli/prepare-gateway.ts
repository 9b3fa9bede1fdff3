import type { Config } from '../config/config.ts';
import type { Flags } from '../config/flags.ts';
import { readSettings } from '../config/load-config.ts';
import { registerRulesImport } from '../access/custom-rules/register-rules-import.ts';
import {
  prepareStart,
  type OpenSubgraphIdentity,
  type Prepared,
} from '../config/start/prepare-start.ts';
import type { SettingProblem } from '../platform/errors.ts';
import type { LoadedSubgraph } from '../pipeline/supergraph/load-graph.ts';

/** What `serve` starts, or everything that keeps it from starting. */
export interface PreparedGateway {
  /** Null if there are problems. */
  readonly ready: { readonly config: Config; readonly prepared: Prepared } | null;
  /** One line for each problem, with the line of the file to fix. */
  readonly problems: readonly string[];
  /** The same for problems that are found later. */
  readonly linesOf: (later: readonly SettingProblem[]) => readonly string[];
  /** The sections of the configuration that are valid, even if others are not. */
  readonly validSections: Partial<Config>;
  /** The schemas of all subgraphs; null if one could not be read. */
  readonly subgraphs: readonly LoadedSubgraph[] | null;
}

/**
 * Reads a configuration and everything that it names. `serve` and `check --config` both call this, so that what one
 * refuses the other reports. Only `serve` reads `graph.cache`.
 *
 * @throws StartError if the file can't be read as YAML.
 */
export async function prepareGateway(
  flags: Flags,
  openSubgraphIdentity: OpenSubgraphIdentity,
  readsCache = false,
): Promise<PreparedGateway> {
  const settings = readSettings(flags, process.env);
  const { config, validSections } = settings;
  // Before prepareStart imports the operator's rules, which import phi-gateway/rules.
  if (validSections.authorization?.rules) registerRulesImport();
  const start = await prepareStart(settings, openSubgraphIdentity, readsCache);
  return {
    ready: config && start.prepared && { config, prepared: start.prepared },
    problems: settings.allProblems(start.problems),
    linesOf: settings.allProblems,
    validSections,
    subgraphs: start.subgraphs,
  };
}
