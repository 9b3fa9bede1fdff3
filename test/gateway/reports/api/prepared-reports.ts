import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { createSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import {
  indexAt,
  indexBeside,
  type IndexLocation,
} from '../../../../gateway/reports/index/index-location.ts';
import { sharedPostgres, type SharedPostgres } from '../../../support/shared-postgres.ts';
import { startServedGateway, type ServedGateway } from '../../../support/served-gateway.ts';
import { accessRecord, at, createDirectory } from '../../audit/sample.ts';
import { placeInFile, placeOnServer, type Place } from '../../audit/stores.ts';
import { append, clockAt, STEP } from '../index/places.ts';
import { ledgers } from '../index/random-records.ts';
import { fits, readModel, type ModelEvent } from './report-model.ts';
import { askReports, REVIEWER, YAML } from '../../../support/reports/served-reports.ts';

/** A gateway that serves reports on a ledger with some history. */
export interface PreparedReports {
  readonly served: ServedGateway;
  readonly place: Place;
  readonly index: IndexLocation;
  /** Key of the gateway, which signed the whole ledger. */
  readonly publicKey: string;
  /** Before this time (ISO 8601) lies what the ledger held when the gateway started. */
  readonly until: string;
  /** Every event before that time, as read from the ledger itself. */
  readonly model: readonly ModelEvent[];
  /** Where the ledger's keys and guards lie. */
  readonly folder: string;
  readonly toolKey: string;
  readonly ask: (
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => ReturnType<typeof askReports>;
  /** Waits until the index has read all of it. */
  readonly settled: () => Promise<void>;
  close(): Promise<void>;
}

/** Old enough to be pruned, and the days on which clocks in New York were put forward. */
const START = Date.UTC(2017, 2, 11);

const EVENTFUL = fc.sample(ledgers, { numRuns: 14, seed: 5 }).flat().slice(0, 38);

/** Records that are not events, as many as make a piece of the ledger that can be pruned. */
const RECORDS = [
  ...EVENTFUL,
  ...Array.from({ length: 256 - EVENTFUL.length }, () => accessRecord([], { accesses: [] })),
];

/** On SQLite with ids in its leaves; on PostgreSQL with commitments, and an index that has a login of its own. */
export async function prepareReports(name: 'SQLite' | 'PostgreSQL'): Promise<PreparedReports> {
  const directory = createDirectory();
  const path = `${directory.path}/audit.db`;
  const toolKey = `${path}.tool`;
  const server = name === 'PostgreSQL' ? await sharedPostgres() : null;
  const { place, index, audit, admin } = await placeOf(path, server);
  const isShared = name === 'PostgreSQL';
  const enrolled = createSigner('phi-gateway', createSigningKey(toolKey)).verifier.vkey;
  const enroll = isShared ? [enrolled] : [];
  const identity = isShared ? ('committed' as const) : ('plain' as const);
  const publicKey = await append(place, directory.path, RECORDS, {
    origin: 'phi-gateway',
    identity,
    enroll,
    now: clockAt(START),
    // As long as its records are apart: nothing is missing between them.
    heartbeatMs: STEP,
  });
  const section = `{ ${audit}, key: "${path}.key", guard: "${path}.guard", identity: ${identity}, deadlineMs: 30000 }`;
  const yaml = YAML.replace('everyMs: 100', `everyMs: 100${admin}`);
  const served = await startServedGateway(yaml, Date.now, ['patients'], section);
  const ask: PreparedReports['ask'] = (query, variables = {}) =>
    askReports(served, REVIEWER, query, variables);
  const until = new Date(START + EVENTFUL.length * STEP).toISOString();
  const model = (await readModel(place.location)).filter((event) => fits(event, { until }));
  const prepared: PreparedReports = {
    served,
    place,
    index,
    publicKey,
    until,
    model,
    folder: directory.path,
    toolKey,
    ask,
    async settled() {
      for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
        const { data } = await ask('{ ledger { size indexed } }');
        const { size, indexed } = (data?.['ledger'] ?? {}) as { size?: number; indexed?: number };
        if (size !== undefined && size === indexed) return;
      }
      throw new Error('The index does not follow.');
    },
    async close() {
      await served.close();
      await server?.close();
      directory.remove();
    },
  };
  await prepared.settled();
  return prepared;
}

async function placeOf(path: string, server: SharedPostgres | null) {
  if (server === null) {
    const place = placeInFile(path);
    return { place, index: indexBeside(at(path)), audit: `db: "${path}"`, admin: '' };
  }
  const roles = await server.createLedger('reports');
  const url = (user: string) =>
    `postgres://${user}:secret@127.0.0.1:${server.port}/${roles.owner.database}`;
  return {
    place: placeOnServer(roles),
    index: indexAt({ kind: 'postgres', server: roles.indexer }),
    audit: `url: "${url(roles.writer.user)}"`,
    admin: `, index: "${url(roles.indexer.user)}"`,
  };
}
