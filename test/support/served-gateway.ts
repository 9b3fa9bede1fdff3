import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Leaf } from '../../gateway/audit/record/parse-leaf.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { createLog } from '../../gateway/platform/log.ts';
import { serve } from '../../gateway/serve.ts';
import { SYSTEM_CLOCK } from '../../gateway/platform/clock.ts';
import type { RunningGateway } from '../../gateway/serve.ts';
import { BUNDLED_DATA_DIR, startSubgraph } from '../../schema/health/start-subgraph.ts';
import type { HealthSubgraphName } from '../../schema/health/subgraphs.ts';
import { KEY_SET, PATIENT_LIMITS, tokenFor } from './edge.ts';
import { readLedger } from './read-ledger.ts';
import { subgraphPort } from './subgraph-port.ts';
import { timed } from './timed.ts';

/** A response as a client reads it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
  readonly data: Readonly<Record<string, unknown>> | null;
  /** Codes of its errors. */
  readonly codes: readonly unknown[];
}

/** A complete gateway in this process, over HTTP, with subgraphs of the example and its own ledger. */
export interface ServedGateway {
  readonly gateway: RunningGateway;
  readonly folder: string;
  /** Empty if the ledger is not a file. */
  readonly ledgerFile: string;
  /** Every leaf of the ledger. */
  leaves(): readonly Leaf[];
  /** Query texts and variables of all requests to subgraphs. */
  readonly received: string[];
  /** Lines of the log. */
  readonly logged: readonly string[];
  /** Sends JSON with a caller's token. A header that is given twice is sent twice. */
  send(request: {
    readonly path?: string;
    readonly method?: string;
    readonly token: string;
    readonly headers?: readonly (readonly [string, string])[];
    readonly body?: unknown;
  }): Promise<Reply>;
  /** Starts another gateway with the same configuration, except for the changes, and its own ledger. */
  replica(changes?: Partial<Setting>): Promise<ServedGateway>;
  /** Stops a subgraph. */
  takeDown(name: HealthSubgraphName): Promise<void>;
  close(): Promise<void>;
}

/** Options of a gateway. */
interface Setting {
  /** Added to its configuration. It must have the reach of the roles. */
  readonly yaml: string;
  /** The path of the ledger; null for a new file. */
  readonly ledgerFile: string | null;
  /** The `audit` section, for a ledger on a server; null for the file above. */
  readonly audit: string | null;
  readonly clock: () => number;
  /** `identity.issuers`. */
  readonly issuers: string;
}

const ONE_ISSUER = '[{ issuer: https://id.example, audience: phi, jwks: jwks.json }]';

/** Starts a gateway, by default with the example's patients subgraph. */
export async function startServedGateway(
  yaml: string,
  clock: () => number = Date.now,
  names: readonly HealthSubgraphName[] = ['patients'],
  sections:
    | string
    | null
    | {
        readonly audit?: string;
        readonly issuers?: string;
        readonly identity?: string;
        /** Accounts in the example's register of the staff besides its own; they are no patients. */
        readonly staff?: readonly string[];
      } = null,
): Promise<ServedGateway> {
  const {
    audit = null,
    issuers = ONE_ISSUER,
    identity = '',
    staff = [],
  } = typeof sections === 'string' ? { audit: sections } : (sections ?? {});
  const root = mkdtempSync(join(tmpdir(), 'phi-served-'));
  const received: string[] = [];
  const dataDir = staff.length === 0 ? BUNDLED_DATA_DIR : addStaff(join(root, 'data'), staff);
  const subgraphs = await Promise.all(
    names.map(async (name) =>
      startSubgraph(name, {
        port: await subgraphPort(name),
        dataDir,
        indexDir: join(root, 'index'),
        onRequest: ({ query, variables }) =>
          void received.push(JSON.stringify({ query, variables })),
      }),
    ),
  );
  const down = new Set<string>();
  const takeDown = async (name: HealthSubgraphName) => {
    for (const subgraph of subgraphs.filter((each) => each.name === name)) await subgraph.close();
    down.add(name);
  };
  const stopSubgraphs = () =>
    Promise.all(subgraphs.filter(({ name }) => !down.has(name)).map((each) => each.close()));
  const replicas: ServedGateway[] = [];

  const start = async (name: string, setting: Setting): Promise<ServedGateway> => {
    const folder = mkdtempSync(join(root, `${name}-`));
    const logged: string[] = [];
    writeFileSync(join(folder, 'jwks.json'), KEY_SET);
    const file = join(folder, 'phi.yaml');
    writeFileSync(
      file,
      `
graph: { subgraphs: ${JSON.stringify(subgraphs.map(({ name: subgraph, url }) => ({ name: subgraph, url })))} }
identity: { issuers: ${setting.issuers}${identity === '' ? '' : `, ${identity}`} }
audit: ${setting.audit ?? `{ db: "${setting.ledgerFile ?? 'audit.db'}", deadlineMs: 30000 }`}
${setting.yaml.includes('limits:') ? '' : PATIENT_LIMITS}
${setting.yaml}
`,
    );
    const config = loadConfig(
      { config: file, port: '0', subgraph: [], subgraphSdl: [], reach: [] },
      {},
    );
    const { location } = config.audit;
    const ledgerFile = location.kind === 'sqlite' ? location.path : '';
    const log = createLog('debug', { write: (line: string) => void logged.push(line) });
    const time = { ...SYSTEM_CLOCK, now: setting.clock };
    const gateway = await timed('gateway', () => serve(config, log, time));
    const served: ServedGateway = {
      gateway,
      folder,
      ledgerFile,
      leaves: () => readLedger(ledgerFile),
      received,
      logged,
      send: (request) => send(gateway.url, request),
      replica: async (changes) => {
        const other = await start('replica', { ...setting, ledgerFile: null, ...changes });
        replicas.push(other);
        return other;
      },
      takeDown,
      close: () => gateway.close(),
    };
    return served;
  };

  const first = await start('first', { yaml, ledgerFile: null, audit, clock, issuers }).catch(
    async (error: unknown) => {
      await stopSubgraphs();
      throw error;
    },
  );
  return {
    ...first,
    close: async () => {
      for (const each of [...replicas, first]) await each.close();
      await stopSubgraphs();
      rmSync(root, { recursive: true });
    },
  };
}

/** Copies the example's data to a folder, with these accounts in the register of the staff. */
function addStaff(folder: string, accounts: readonly string[]): string {
  cpSync(BUNDLED_DATA_DIR, folder, { recursive: true });
  const file = join(folder, 'staff.csv');
  const commas = ','.repeat(readFileSync(file, 'utf8').split('\n', 1).join().split(',').length - 1);
  appendFileSync(file, accounts.map((account) => `${account}${commas}\n`).join(''));
  return folder;
}

/** A token of a caller with these roles. */
export function tokenOf(
  roles: readonly string[],
  claims: Readonly<Record<string, unknown>> = {},
): string {
  return tokenFor(`the ${roles.join(' and ')}`, { roles, ...claims });
}

/** Uses Node's own client, which can send a header twice; fetch cannot. */
async function send(
  url: string,
  { path, method = 'POST', token, headers = [], body }: Parameters<ServedGateway['send']>[0],
): Promise<Reply> {
  const request = httpRequest(new URL(path ?? url, url), { method, agent: false });
  request.setHeader('authorization', `Bearer ${token}`);
  if (body !== undefined) request.setHeader('content-type', 'application/json');
  for (const [name, value] of headers) {
    const before = request.getHeader(name);
    const isRepeated = before !== undefined && !REPLACED.has(name);
    request.setHeader(name, isRepeated ? [before, value].flat().map(String) : value);
  }
  request.end(typeof body === 'string' ? body : JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  const json = (text === '' ? {} : JSON.parse(text)) as {
    data?: Reply['data'];
    errors?: { extensions?: { code?: unknown } }[];
  };
  return {
    status: response.statusCode ?? 0,
    headers: new Headers(
      Object.entries(response.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    ),
    text,
    json,
    data: json.data ?? null,
    codes: (json.errors ?? []).map(({ extensions }) => extensions?.code),
  };
}

/** Default headers, which a test may override. */
const REPLACED: ReadonlySet<string> = new Set(['authorization', 'content-type']);
