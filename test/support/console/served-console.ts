import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { stringify } from 'yaml';
import { openReader } from '../../../gateway/audit/store/open-reader.ts';
import { loadConfig } from '../../../gateway/config/load-config.ts';
import { CONSOLE_CLIENT, DEMO_ROLES } from '../../../gateway/demo/accounts.ts';
import {
  DEMO_DIRECTORY,
  DEMO_FACTS,
  DEMO_LETTERS,
} from '../../../gateway/demo/write-gateway-config.ts';
import { startIdentityProvider } from '../../../gateway/demo/identity-provider.ts';
import { createLog } from '../../../gateway/platform/log.ts';
import { indexBeside } from '../../../gateway/reports/index/index-location.ts';
import { openReportIndex } from '../../../gateway/reports/index/open-index.ts';
import { readStatus } from '../../../gateway/reports/index/position.ts';
import { serve } from '../../../gateway/serve.ts';
import { SYSTEM_CLOCK } from '../../../gateway/platform/clock.ts';
import { BUNDLED_DATA_DIR, startSubgraph } from '../../../schema/health/start-subgraph.ts';
import { HEALTH_SUBGRAPHS } from '../../../schema/health/subgraphs.ts';
import { freePort } from '../free-port.ts';
import { fillLedger } from './fill-ledger.ts';
import { expiredProposal, sampleRecords } from './sample-records.ts';
import { ACTORS, PATIENTS } from './sample-world.ts';

/**
 * A gateway in this process with its console, in front of the example subgraphs and with the demo's identity provider.
 */
export interface ServedConsole {
  /** URL of the console's page. */
  readonly url: string;
  readonly issuer: string;
  /** The patient id of the account with the role patient. */
  readonly patient: string;
  readonly ledgerFile: string;
  /** Breaks every connection to the gateway, as a network failure does. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Starts console, gateway and identity provider on loopback, with a ledger that already has records of earlier days.
 */
export async function startServedConsole({
  size,
  days,
  startProvider = startIdentityProvider,
  maxAgeMinutes = 720,
  twoPersons = false,
}: {
  readonly size: number;
  readonly days: number;
  /** See `ConsoleConfig`; null if the clocks of gateway and provider differ. */
  readonly maxAgeMinutes?: number | null;
  /** Whether changes of thresholds need two officers. */
  readonly twoPersons?: boolean;
  readonly startProvider?: typeof startIdentityProvider;
}): Promise<ServedConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'phi-console-'));
  const ledgerFile = join(folder, 'audit.db');
  const [port, identityPort] = [await freePort(), await freePort()];
  // The gateway asks the graph only for staff of its own issuer.
  const records = sampleRecords(size, days, Date.now() - LEAD_MS);
  const samples = [expiredProposal(records[0]?.at ?? 0), ...records].map(
    ({ record, ...sample }) => ({
      ...sample,
      record: {
        ...record,
        actor: record.actor && { ...record.actor, issuer: `http://127.0.0.1:${identityPort}` },
      },
    }),
  );
  await fillLedger(ledgerFile, samples);
  const [patient = ''] = PATIENTS;
  const origin = `http://127.0.0.1:${port}`;
  const audience = `${origin}/graphql`;
  const connections = watchConnections(port);
  const subgraphs = await Promise.all(
    HEALTH_SUBGRAPHS.map(({ name }) =>
      startSubgraph(name, { port: 0, indexDir: join(folder, 'index'), output: new PassThrough() }),
    ),
  );
  const provider = await startProvider({
    port: identityPort,
    audience,
    people: { patient, practitioner: null },
    signingKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    secrets: new Map(),
    consoleUrl: `${origin}/admin`,
    apps: null,
    opaque: null,
  });
  const { issuer } = provider;
  const file = join(folder, 'gateway.yaml');
  const config = {
    server: { host: '127.0.0.1', port },
    graph: { subgraphs: subgraphs.map(({ name, url }) => ({ name, url })) },
    identity: {
      issuers: [{ issuer, audience, jwks: `${issuer}/jwks`, algorithms: ['ES256'] }],
    },
    authorization: {
      reach: Object.fromEntries(DEMO_ROLES.map(({ role, reach }) => [role, REACH[reach]])),
    },
    limits: { requestsPerMinute: 100_000 },
    audit: { db: ledgerFile, deadlineMs: 30_000 },
    admin: {
      roles: ['privacy_officer'],
      everyMs: 100,
      console: { clientId: CONSOLE_CLIENT, maxAgeMinutes },
      facts: DEMO_FACTS,
      directory: {
        patients: DEMO_DIRECTORY.patients,
        patientSearch: DEMO_DIRECTORY.patientSearch,
        staff: writeStaffFile(folder),
      },
      letters: DEMO_LETTERS,
      unusual: { thresholds: { twoPersons } },
    },
  };
  writeFileSync(file, stringify(config));
  const flags = { config: file, subgraph: [], subgraphSdl: [], reach: [] };
  const log = createLog('error', { write: (line: string) => process.stderr.write(line) });
  const gateway = await serve(loadConfig(flags, {}), log, SYSTEM_CLOCK);
  await untilIndexed(ledgerFile);
  return {
    url: `${origin}/admin`,
    issuer,
    patient,
    ledgerFile,
    cut: connections.cut,
    close: async () => {
      connections.forget();
      await gateway.close();
      await provider.close();
      for (const subgraph of subgraphs) await subgraph.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Writes a file of staff: that of the example, and the people of the sample, who would be accounts otherwise. */
function writeStaffFile(folder: string): string {
  const example = parse(readFileSync(join(BUNDLED_DATA_DIR, 'staff.csv'), 'utf8'), {
    columns: true,
  }) as readonly Readonly<Record<string, string>>[];
  const rows = [
    ['actor', 'name', 'role', 'department'],
    ...example.map((row) => [row['ACTOR'], row['NAME'], row['ROLE'], row['DEPARTMENT']]),
    ...ACTORS.map(({ subject, name, job }) => [subject, name, job, '']),
  ];
  const file = join(folder, 'staff.csv');
  writeFileSync(file, rows.map((row) => `${row.join(',')}\n`).join(''));
  return file;
}

/** Time between the last record of the sample and the start of the gateway. */
const LEAD_MS = 60_000;

/** Without a relationship source no care team is known, which no report needs. */
const REACH = { 'care-team': 'all', all: 'all', self: 'self' } as const;

/** Connections that this process takes on a port. */
function watchConnections(port: number) {
  const sockets = new Set<Socket>();
  const note = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    if (socket.localPort === port) sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  subscribe('net.server.socket', note);
  return {
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    forget: () => void unsubscribe('net.server.socket', note),
  };
}

/** Waits until the report index has read the whole ledger. */
async function untilIndexed(path: string): Promise<void> {
  const location = { kind: 'sqlite', path } as const;
  const index = await openReportIndex({ ledger: location, index: indexBeside(location) }, 'read');
  const reader = await openReader(location);
  try {
    while ((await readStatus(index, reader)).lag > 0) await sleep(50);
  } finally {
    await reader.close();
    await index.close();
  }
}
