import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { createLog } from '../../gateway/platform/log.ts';
import { serve, type RunningGateway } from '../../gateway/serve.ts';
import { KEY_SET } from './edge.ts';
import { timed } from './timed.ts';

/** A gateway in this process, in front of subgraphs that a test serves. */
export interface FrontingGateway extends RunningGateway {
  readonly ledger: string;
  /** Lines of the log. */
  readonly logged: readonly string[];
}

/** Tests delay the event loop of their gateways: they share its process, stop it for a while, or send it a burst. */
export const PATIENT = { eventLoopDelayMs: 60_000, turnDelayMs: 600_000 };

/** A configuration for {@link startFronting} and for a `serve` process. `changes` replaces whole sections. */
export function frontingConfig(
  folder: string,
  subgraphs: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  writeFileSync(join(folder, 'jwks.json'), KEY_SET);
  return {
    server: { port: 0, pauseSeconds: 0 },
    graph: { subgraphs: Object.entries(subgraphs).map(([name, url]) => ({ name, url })) },
    identity: {
      issuers: [{ issuer: 'https://id.example', audience: 'phi', jwks: join(folder, 'jwks.json') }],
    },
    authorization: { reach: { doctor: 'all' } },
    limits: PATIENT,
    audit: { db: join(folder, 'audit.db') },
    log: { level: 'debug' },
    ...changes,
  };
}

/** Starts such a gateway, with a ledger in a new folder. */
export async function startFronting(
  subgraphs: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<FrontingGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'phi-fronting-'));
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, stringify(frontingConfig(folder, subgraphs, changes)));
  const config = loadConfig({ config: file, subgraph: [], subgraphSdl: [], reach: [] }, {});
  const logged: string[] = [];
  const log = createLog('debug', { write: (line: string) => void logged.push(line) });
  return {
    ...(await timed('gateway', () => serve(config, log))),
    ledger: join(folder, 'audit.db'),
    logged,
  };
}
