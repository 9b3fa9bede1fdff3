import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Leaf } from '../../gateway/audit/parse-leaf.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { createLog } from '../../gateway/log.ts';
import { serve } from '../../gateway/serve.ts';
import type { RunningGateway } from '../../gateway/serve.ts';
import { startSubgraph } from '../../schema/health/start-subgraph.ts';
import { KEY_SET, tokenFor } from './edge.ts';
import { readLedger } from './read-ledger.ts';

/** A response as a client reads it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  /** Codes of its errors. */
  readonly codes: readonly unknown[];
}

/** A whole gateway of this process over HTTP, in front of the example's patients, with a ledger as a file. */
export interface ServedGateway {
  readonly gateway: RunningGateway;
  readonly folder: string;
  readonly ledgerFile: string;
  /** Every leaf so far. */
  leaves(): readonly Leaf[];
  /** Texts and variables of everything that the subgraph was sent. */
  readonly received: string[];
  /** Lines of the log. */
  readonly logged: readonly string[];
  /** Sends JSON with a token of a caller; pairs, so that a header can be sent twice. */
  send(request: {
    readonly path?: string;
    readonly method?: string;
    readonly token: string;
    readonly headers?: readonly (readonly [string, string])[];
    readonly body?: unknown;
  }): Promise<Reply>;
  /** Another gateway with the same configuration and a ledger of its own. */
  replica(yaml?: string): Promise<ServedGateway>;
  close(): Promise<void>;
}

/** Starts one; `yaml` is added to its configuration and says which patients the roles reach. */
export async function startServedGateway(yaml: string): Promise<ServedGateway> {
  const root = mkdtempSync(join(tmpdir(), 'phi-served-'));
  const received: string[] = [];
  const subgraph = await startSubgraph('patients', {
    port: 0,
    indexDir: join(root, 'index'),
    onRequest: ({ query, variables }) => void received.push(JSON.stringify({ query, variables })),
  });
  const replicas: ServedGateway[] = [];

  const start = async (name: string, added: string): Promise<ServedGateway> => {
    const folder = mkdtempSync(join(root, `${name}-`));
    const logged: string[] = [];
    writeFileSync(join(folder, 'jwks.json'), KEY_SET);
    const file = join(folder, 'phi.yaml');
    writeFileSync(
      file,
      `
graph: { subgraphs: [{ name: patients, url: "${subgraph.url}" }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: jwks.json }] }
audit: { db: audit.db }
${added}
`,
    );
    const config = loadConfig(
      { config: file, port: '0', subgraph: [], subgraphSdl: [], reach: [] },
      {},
    );
    const log = createLog('debug', { write: (line: string) => void logged.push(line) });
    const gateway = await serve(config, log);
    const served: ServedGateway = {
      gateway,
      folder,
      ledgerFile: config.audit.db,
      leaves: () => readLedger(config.audit.db),
      received,
      logged,
      send: (request) => send(gateway.url, request),
      replica: async (changed = added) => {
        const other = await start('replica', changed);
        replicas.push(other);
        return other;
      },
      close: () => gateway.close(),
    };
    return served;
  };

  const first = await start('first', yaml).catch(async (error: unknown) => {
    await subgraph.close();
    throw error;
  });
  return {
    ...first,
    close: async () => {
      for (const each of [...replicas, first]) await each.close();
      await subgraph.close();
      rmSync(root, { recursive: true });
    },
  };
}

/** A token of a caller with these roles. */
export function tokenOf(
  roles: readonly string[],
  claims: Readonly<Record<string, unknown>> = {},
): string {
  return tokenFor(`the ${roles.join(' and ')}`, { roles, ...claims });
}

async function send(
  url: string,
  { path, method = 'POST', token, headers = [], body }: Parameters<ServedGateway['send']>[0],
): Promise<Reply> {
  const own: [string, string][] = [['authorization', `Bearer ${token}`]];
  if (body !== undefined) own.push(['content-type', 'application/json']);
  const response = await fetch(new URL(path ?? url, url), {
    method,
    headers: [...own, ...headers.map(([name, value]): [string, string] => [name, value])],
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (text === '' ? {} : JSON.parse(text)) as {
    data?: Reply['data'];
    errors?: { extensions?: { code?: unknown } }[];
  };
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: json.data ?? null,
    codes: (json.errors ?? []).map(({ extensions }) => extensions?.code),
  };
}
