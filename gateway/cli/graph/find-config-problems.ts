import { assertReach } from '../../config/assert-reach.ts';
import { loadConfig } from '../../config/load-config.ts';
import { StartError } from '../../errors.ts';
import { openIssuerKeys } from '../../identity/issuer-keys.ts';
import { consoleSettings } from '../../server/console-settings.ts';
import { readTls } from '../../server/read-tls.ts';

/**
 * Everything that `serve` would refuse of a configuration, as far as it can be known without its graph, its ledger
 * and its port.
 */
export function findConfigProblems(file: string): readonly string[] {
  const problems: string[] = [];
  const attempt = <Value>(run: () => Value): Value | null => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      problems.push(...error.problems);
      return null;
    }
  };
  const flags = { config: file, subgraph: [], subgraphSdl: [], reach: [] };
  const config = attempt(() => loadConfig(flags, process.env));
  if (config === null) return problems;
  const { tls } = config.server;
  if (tls !== null) attempt(() => readTls(tls));
  attempt(() => openIssuerKeys(config.identity).close());
  attempt(() => consoleSettings(config));
  // Roles of the graph's marks are for its own rule, ROLE_UNKNOWN.
  attempt(() => assertReach(config.authorization, []));
  return problems;
}
