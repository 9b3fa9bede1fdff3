import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { problemLine } from '../../../directives/marks/problem.ts';
import { compose } from '../../../schema/compose.ts';
import { packageFile } from '../../../schema/package-file.ts';
import { freePort } from '../../support/free-port.ts';
import { startPinned } from '../pinned-process.ts';
import { SUBGRAPHS } from './graph.ts';

/** The core that each gateway runs on. Load and subgraphs run on the other. */
const GATEWAY_CORE = 0;

/** A running gateway that is measured. */
export interface Target {
  readonly name: TargetName;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly process: ChildProcess;
  /** Where it writes the longest delay of its event loop. */
  readonly eventLoopFile: string;
}

export const TARGETS = {
  vanilla: 'Apollo Gateway in Apollo Server',
  hive: 'Hive Gateway',
  'hive-rust': 'Hive Gateway with the query planner of Hive Router',
  mercurius: 'Mercurius gateway',
  'phi-gateway':
    'this gateway with everything on: tokens, limits, policy, release, signed durable records',
  unmarked: 'this gateway on the same graph without marks',
  recorded: 'the same as `raw` behind Fastify, with one durable record per response',
  raw: 'recorded calls without GraphQL: what Node.js needs for HTTP and JSON',
} as const;

export type TargetName = keyof typeof TARGETS;

/** The targets that replay what others did. */
export const REPLAYS: ReadonlySet<TargetName> = new Set(['raw', 'recorded']);

const PEERS = 'test/bench/throughput/peers';

export interface Place {
  readonly folder: string;
  /** Where the subgraphs are served, without a slash at the end. */
  readonly origin: string;
  /** What `raw` and `recorded` replay. */
  readonly recordings: string;
  /** Writes a profile of each thread there. */
  readonly profiles: string | null;
}

/** Starts gateways of these names, each alone on its core. */
export async function startTargets(
  names: readonly TargetName[],
  place: Place,
): Promise<readonly Target[]> {
  const plain = supergraphFile(place, 'plain');
  const services = SUBGRAPHS.map(({ name }) => ({ name, url: `${place.origin}/plain/${name}` }));
  const { token, jwks } = await createToken(place.folder);
  const own = { authorization: `Bearer ${token}` };
  const commandOf = (
    name: TargetName,
    port: number,
  ): readonly [args: readonly string[], headers: Target['headers'], path: string] => {
    switch (name) {
      case 'vanilla':
        return [[script('bench/throughput/vanilla-gateway'), plain, String(port)], {}, '/'];
      case 'hive':
        return [[peer('hive'), plain, String(port)], {}, '/'];
      case 'hive-rust':
        return [[peer('hive'), plain, String(port), 'rust'], {}, '/'];
      case 'mercurius':
        return [[peer('mercurius'), JSON.stringify(services), String(port)], {}, '/'];
      case 'raw':
      case 'recorded': {
        const args = [script('bench/throughput/raw-gateway'), place.recordings, String(port)];
        return [name === 'raw' ? args : [...args, 'recorded'], {}, '/'];
      }
      case 'phi-gateway':
      case 'unmarked':
        break;
    }
    const kind = name === 'unmarked' ? 'plain' : 'marked';
    const config = join(place.folder, `${name}.yaml`);
    writeFileSync(config, stringify(configOf(kind, { server: { port }, jwks, place })));
    const cli = packageFile('dist/gateway/cli/phi-gateway.js');
    return [[cli, 'serve', '--config', config], own, '/graphql'];
  };
  const targets = await Promise.all(
    names.map(async (name) => {
      const port = await freePort();
      const [args, headers, path] = commandOf(name, port);
      const eventLoopFile = join(place.folder, `${name}.delay`);
      const watch = `--import=${packageFile('dist/test/bench/throughput/watch-event-loop.js')}`;
      const profile =
        place.profiles === null
          ? []
          : ['--cpu-prof', `--cpu-prof-dir=${join(place.profiles, name)}`];
      const child = startPinned(GATEWAY_CORE, [watch, ...profile, ...args], {
        EVENT_LOOP_FILE: eventLoopFile,
        PROFILED: String(place.profiles !== null),
      });
      return {
        name,
        url: `http://127.0.0.1:${port}${path}`,
        headers,
        process: child,
        eventLoopFile,
      };
    }),
  );
  await Promise.all(targets.map(untilReady));
  return targets;
}

/** Whether one of the targets is a gateway that {@link installPeers} installs. */
export function hasPeers(names: readonly TargetName[]): boolean {
  return names.some((name) => name === 'hive' || name === 'hive-rust' || name === 'mercurius');
}

/** Installs the other gateways, and ECharts for plots, unless they are. */
export function installPeers(): void {
  const folder = packageFile(PEERS);
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return;
  process.stderr.write(
    'Installing the other gateways. This happens once and takes some minutes …\n',
  );
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0)
    throw new Error(
      'The other gateways could not be installed. Leave them out with --target, and leave out --plot.',
    );
}

function script(path: string): string {
  return packageFile(`dist/test/${path}.js`);
}

function peer(name: string): string {
  return packageFile(`${PEERS}/${name}.mjs`);
}

type Kind = 'plain' | 'marked';

/** Composes the graph and returns the path of its supergraph. */
function supergraphFile({ folder, origin }: Place, kind: Kind): string {
  const composed = compose(
    SUBGRAPHS.map((subgraph) => ({
      name: subgraph.name,
      url: `${origin}/${kind}/${subgraph.name}`,
      sdl: subgraph[kind],
    })),
  );
  if (!composed.ok) throw new Error(composed.problems.map(problemLine).join('\n'));
  const file = join(folder, `${kind}.graphql`);
  writeFileSync(file, composed.supergraphSdl);
  return file;
}

/** Creates a key in a folder, and a token of the role `nurse` that it signs. */
export async function createToken(folder: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = join(folder, 'jwks.json');
  writeFileSync(
    jwks,
    JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256' }] }),
  );
  const token = await new SignJWT({ roles: ['nurse'] })
    .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
    .setIssuer('https://bench.test')
    .setAudience('bench')
    .setSubject('bench')
    .setExpirationTime('6h')
    .sign(privateKey);
  return { token, jwks };
}

/** The configuration of this gateway over the benchmark's graph. Its ledger has the name of `kind` unless another is given. */
export function configOf(
  kind: Kind,
  {
    server,
    jwks,
    place,
    ledger = kind,
  }: {
    readonly server: object;
    readonly jwks: string;
    readonly place: Pick<Place, 'folder' | 'origin'>;
    readonly ledger?: string;
  },
): object {
  return {
    server,
    graph: {
      subgraphs: SUBGRAPHS.map(({ name }) => ({ name, url: `${place.origin}/${kind}/${name}` })),
    },
    identity: { issuers: [{ issuer: 'https://bench.test', audience: 'bench', jwks }] },
    authorization: { reach: kind === 'marked' ? { nurse: 'all', physician: 'all' } : {} },
    limits: {
      requestsPerMinute: 10_000_000,
      cost: 10_000_000,
      eventLoopDelayMs: 60_000,
      turnDelayMs: 600_000,
    },
    audit: { db: join(place.folder, `${ledger}.db`) },
    log: { level: 'error' },
  };
}

const START_MS = 120_000;

/** Waits until a gateway answers. Throws if it ends, or after {@link START_MS}. */
export async function untilReady({
  name,
  url,
  headers,
  process: child,
}: Pick<Target, 'url' | 'headers' | 'process'> & { readonly name: string }): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended with exit code ${child.exitCode}`);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"query":"{ __typename }"}',
      });
      await response.text();
      return;
    } catch (error) {
      if (Date.now() > until) throw new Error(`${name} did not start`, { cause: error });
      await new Promise((resolve) => void setTimeout(resolve, 200));
    }
  }
}

/** Peak resident memory of a process since `resetPeak`, in MiB. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export function peakMemory({ process: { pid } }: Pick<Target, 'process'>): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
export function resetPeak({ process: { pid } }: Target): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
