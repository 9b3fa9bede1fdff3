import type { Config } from '../config/config.ts';
import type { Flags } from '../config/flags.ts';
import { readSettings } from '../config/load-config.ts';
import { registerRulesImport } from '../access/custom-rules/register-rules-import.ts';
import { prepareStart, type OpenIdentity, type Prepared } from '../config/start/prepare-start.ts';
import type { LoadedSubgraph } from '../pipeline/supergraph/load-graph.ts';

/** What `serve` starts, or everything that keeps it from starting. */
export interface PreparedGateway {
  readonly ready: { readonly config: Config; readonly prepared: Prepared } | null;
  /** One line for each problem, with the line of the file to fix. */
  readonly problems: readonly string[];
  /** Sections that can be read. */
  readonly known: Partial<Config>;
  /** The schemas of the subgraphs; null where they can't be read. */
  readonly subgraphs: readonly LoadedSubgraph[] | null;
}

/**
 * Reads a configuration and everything that it names. `serve` and `check --config` both call this, so that what one
 * refuses the other reports.
 *
 * @throws StartError where the file can't be read as YAML.
 */
export async function prepareGateway(
  flags: Flags,
  openIdentity: OpenIdentity,
): Promise<PreparedGateway> {
  const settings = readSettings(flags, process.env);
  const { config, known } = settings;
  if (known.authorization?.rules) registerRulesImport();
  const { prepared, problems, subgraphs } = await prepareStart(settings, openIdentity);
  return {
    ready: config && prepared && { config, prepared },
    problems: settings.report(problems),
    known,
    subgraphs,
  };
}
