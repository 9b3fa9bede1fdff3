import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { assertSqlite } from '../audit/store/sqlite/sqlite.ts';
import { StartError } from '../platform/errors.ts';
import { makeCredentials } from './credentials.ts';
import { findPeople } from './find-people.ts';
import type { DemoPeople } from './find-people.ts';
import { assertFree } from './free-ports.ts';
import { demoGuide } from './guide.ts';
import { ensureHistory } from './history/ensure-history.ts';
import type { TrafficDependencies } from './history/record-traffic.ts';
import { openSubgraphIdentity } from '../access/identity/open-subgraph-identity.ts';
import { demoFolder, subgraphKeyFile } from './settings.ts';
import type { DemoSettings } from './settings.ts';
import { startPart } from './start-part.ts';
import type { DemoPart } from './start-part.ts';
import { writeGatewayConfig } from './write-gateway-config.ts';

/**
 * Runs the demo until `stopped`: five subgraphs, the identity provider and the gateway, each as its own
 * process on loopback. Then it prints commands to try. The first start records sample traffic first.
 *
 * @throws StartError if a part cannot start or ends while the demo runs. All other parts are stopped first.
 */
export async function runDemo(
  settings: DemoSettings,
  stopped: Promise<unknown>,
  print: (line: string) => void,
): Promise<void> {
  const { port, identityPort, subgraphs } = settings;
  assertSqlite();
  await assertFree([
    { port, what: 'the gateway', option: '--port' },
    { port: identityPort, what: 'the identity provider', option: '--identity-port' },
    ...subgraphs.map((subgraph) => ({
      port: subgraph.port,
      what: `the subgraph ${subgraph.name}`,
      option: '--subgraph-port',
    })),
  ]);
  const logFolder = demoFolder(settings);
  mkdirSync(logFolder, { recursive: true, mode: 0o700 });

  const parts = new Set<DemoPart>();
  const stopping = new AbortController();
  const start = async (name: string, args: readonly string[], healthUrl: string): Promise<void> => {
    if (stopping.signal.aborted) return;
    const part = startPart({ name, args, healthUrl, logFolder, onLine: print });
    parts.add(part);
    await part.ready;
  };
  /** Adds a part that may end before the demo does, such as the gateway of the sample traffic. */
  const onPart = (part: DemoPart) => {
    parts.add(part);
    void part.ended.then(() => parts.delete(part));
  };
  const demoStopped = stopped.then(() => 'stopped' as const);
  try {
    const { signal } = stopping;
    const people = await Promise.race([
      startParts(settings, { start, onPart, print, signal }),
      demoStopped,
    ]);
    if (people === 'stopped') return;
    print(demoGuide(settings, people));
    const lost = await Promise.race([
      demoStopped,
      ...[...parts].map(({ name, ended }) => ended.then(() => ({ name }))),
    ]);
    if (lost === 'stopped') print('stopping');
    else
      throw new StartError([
        `${lost.name} has ended; its log is ${join(logFolder, lost.name)}.log`,
      ]);
  } finally {
    stopping.abort();
    // The gateway first: it completes its requests with the help of the other parts.
    await Promise.all([...parts].filter(isGateway).map((part) => part.stop()));
    await Promise.all([...parts].map((part) => part.stop()));
  }
}

interface StartDependencies extends Pick<TrafficDependencies, 'onPart' | 'print' | 'signal'> {
  readonly start: (name: string, args: readonly string[], healthUrl: string) => Promise<void>;
}

/** Starts all parts, each after the parts it needs. Returns the people behind its accounts. */
async function startParts(
  settings: DemoSettings,
  dependencies: StartDependencies,
): Promise<DemoPeople> {
  const { start } = dependencies;
  const { port, identityPort, subgraphs, dataDir, folder } = settings;
  const data = dataDir === null ? [] : ['--data', dataDir];
  // Created before the subgraphs start, since they accept only requests signed with it.
  const key = subgraphKeyFile(settings);
  const identity = await openSubgraphIdentity({ key, issuer: 'phi-gateway' });
  const trust = ['--gateway-jwks', `${key}.jwks.json`];
  await untilAllStarted(
    subgraphs.map(({ name, port: own }) =>
      start(
        name,
        ['health', 'serve', name, '--port', String(own), ...data, ...trust],
        `http://127.0.0.1:${own}/health`,
      ),
    ),
  );
  const people = await findPeople(settings, identity.signRequestToken);
  const issuer = `http://127.0.0.1:${identityPort}`;
  const audience = `http://127.0.0.1:${port}/graphql`;
  const { signingKey } = makeCredentials(folder, `${issuer}/token`);
  const about = ['--audience', audience, '--patient', people.patient, '--folder', folder];
  about.push('--console', `http://127.0.0.1:${port}/admin`);
  if (people.practitioner !== null) about.push('--practitioner', people.practitioner);
  await start(
    'identity-provider',
    ['identity-provider', '--port', String(identityPort), ...about],
    `${issuer}/jwks`,
  );
  const historyGateway = await ensureHistory(settings, {
    ...dependencies,
    people,
    signRequestToken: identity.signRequestToken,
    tokenIssuer: { issuer, audience, key: signingKey },
  });
  const config = writeGatewayConfig(settings, { issuer, audience });
  const healthUrl = `http://127.0.0.1:${port}/health/ready`;
  await (historyGateway?.serve(config, healthUrl) ??
    start('gateway', ['serve', '--config', config], healthUrl));
  return people;
}

function isGateway({ name }: DemoPart): boolean {
  return name === 'gateway';
}

/** Waits for all parts, then throws their distinct problems as one StartError. */
async function untilAllStarted(starts: readonly Promise<void>[]): Promise<void> {
  const failures = (await Promise.allSettled(starts)).flatMap((result): readonly unknown[] =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  const bug = failures.find((failure) => !(failure instanceof StartError));
  if (bug !== undefined) throw bug;
  const problems = failures.flatMap((failure) =>
    failure instanceof StartError ? failure.problems : [],
  );
  if (problems.length > 0) throw new StartError([...new Set(problems)]);
}
