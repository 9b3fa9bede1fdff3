import { setTimeout as sleep } from 'node:timers/promises';
import { openReader } from '../../../gateway/audit/store/open-reader.ts';
import { findEvents } from '../../../gateway/reports/query/find-events.ts';
import { indexBeside } from '../../../gateway/reports/index/index-location.ts';
import { openReportIndex } from '../../../gateway/reports/index/open-index.ts';
import { readStatus } from '../../../gateway/reports/index/position.ts';
import { startServedGateway, type Reply, type ServedGateway } from '../served-gateway.ts';
import { tokenFor } from '../edge.ts';

/** The configuration of a gateway that serves reports. */
export const YAML = `authorization:
  reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all, ward: { list: wards } }
admin: { roles: [auditor], everyMs: 100 }
`;

/** The token of a reviewer, who may read every report. */
export const REVIEWER = tokenFor('olga', { roles: ['auditor'] });
/** The token of a physician, who reads records of patients. */
export const PHYSICIAN = tokenFor('dr-hall', { roles: ['physician'] });
/** The token of a caller without roles. */
export const NOBODY = tokenFor('noel', { roles: [] });

/** A patient who reads the accesses to their own record. */
export function patientToken(patient: string): string {
  return tokenFor(`self-${patient}`, { roles: ['patient'], patient });
}

/** A gateway with reports of accesses to some patients. */
export interface ServedReports extends ServedGateway {
  /** Ids of these patients. */
  readonly patients: readonly string[];
  /** A token of the first of these patients. */
  readonly own: string;
}

/** Starts a gateway in which each of these callers has already read the first patients, in one request each. */
export async function startServedReports({
  tokens = [PHYSICIAN],
  first = 3,
}: {
  readonly tokens?: readonly string[];
  readonly first?: number;
} = {}): Promise<ServedReports> {
  const served = await startServedGateway(YAML);
  let patients: readonly string[] = [];
  for (const token of tokens) patients = await lookAtPatients(served, { token, first });
  await settled(served);
  return { ...served, patients, own: patientToken(patients[0] ?? '') };
}

/** Queries the report API. */
export function askReports(
  served: ServedGateway,
  token: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Reply> {
  return served.send({ path: '/admin/graphql', token, body: { query, variables } });
}

/** Reads the first patients, and returns their ids. */
export async function lookAtPatients(
  served: ServedGateway,
  { token = PHYSICIAN, first = 3, fields = 'name birthDate' } = {},
): Promise<readonly string[]> {
  const query = `query Look { patients(first: ${first}) { id ${fields} } }`;
  const { data } = await served.send({ token, body: { query } });
  return ((data?.['patients'] ?? []) as { readonly id: string }[]).map(({ id }) => id);
}

/** Waits until the report index has read the whole ledger. */
export async function settled(served: ServedGateway): Promise<void> {
  const location = { kind: 'sqlite', path: served.ledgerFile } as const;
  const index = await openReportIndex({ ledger: location, index: indexBeside(location) }, 'read');
  const reader = await openReader(location);
  try {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      if ((await readStatus(index, reader)).lag === 0) return;
      await sleep(50);
    }
    throw new Error('the index does not follow');
  } finally {
    await reader.close();
    await index.close();
  }
}

/** Every event of the ledger, from the index and with proof. */
export async function allEvents(served: ServedGateway) {
  const location = { kind: 'sqlite', path: served.ledgerFile } as const;
  const index = await openReportIndex({ ledger: location, index: indexBeside(location) }, 'read');
  const reader = await openReader(location);
  try {
    const page = { filter: {}, after: null, limit: 10_000, publicKey: null };
    const order = { by: 'leaf', direction: 'asc' } as const;
    return (await findEvents(index, reader, { ...page, order })).events;
  } finally {
    await reader.close();
    await index.close();
  }
}
