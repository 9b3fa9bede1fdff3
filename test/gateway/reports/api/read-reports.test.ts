import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServedGateway, type ServedGateway } from '../../../support/served-gateway.ts';
import {
  allEvents,
  askReports,
  lookAtPatients,
  REVIEWER,
  settled,
  YAML,
} from '../../../support/reports/served-reports.ts';
import { openDatabase } from '../../../../schema/sqlite/open-database.ts';

let served: ServedGateway;
beforeAll(async () => {
  served = await startServedGateway(YAML);
  for (const fields of ['name', 'birthDate', 'name birthDate']) {
    await lookAtPatients(served, { fields, first: 4 });
  }
  await settled(served);
});
afterAll(() => served.close());

interface Events {
  readonly events: {
    readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly refused: readonly { readonly leaf: number; readonly why: string }[];
  };
}

const PAGE = `query ($c: String, $o: EventOrder!, $f: EventFilter!) {
  events(first: 2, after: $c, orderBy: $o, filter: $f) {
    edges { node { id leaf patient } } pageInfo { hasNextPage endCursor } refused { leaf why }
  }
}`;

/** All pages, with this action between them. */
async function readAll(field: string, direction: string, between: () => Promise<unknown>) {
  const ids: unknown[] = [];
  let cursor: string | null = null;
  for (;;) {
    const variables = { c: cursor, o: { field, direction }, f: { kind: 'access', until: END } };
    const { data } = await askReports(served, REVIEWER, PAGE, variables);
    const { edges, pageInfo } = (data as unknown as Events).events;
    ids.push(...edges.map(({ node }) => node['id']));
    if (!pageInfo.hasNextPage) return ids;
    cursor = pageInfo.endCursor;
    await between();
  }
}

const END = new Date(Date.now() + 3_600_000).toISOString();
const FIELDS = ['TIME', 'LEAF', 'KIND', 'ACTOR', 'PATIENT', 'COORDINATES', 'OPERATION', 'PURPOSE'];
const MORE = ['OUTCOME', 'RELATIONS', 'RECORDS', 'GRANT'];

describe('reports from the API', () => {
  it.each([...FIELDS, ...MORE])(
    'return each access event once when ordered by %s, and descending order is the reverse of ascending order',
    async (field) => {
      const events = await allEvents(served);
      const known = events.filter(({ row }) => row.kind === 'access').length;
      const up = await readAll(field, 'ASC', () => Promise.resolve());
      const down = await readAll(field, 'DESC', () => Promise.resolve());
      expect(new Set(up).size).toBe(up.length);
      expect(up).toHaveLength(known);
      expect(down).toEqual(up.toReversed());
    },
  );

  it('count accesses by patient as a scan of the events does', async () => {
    const query = '{ counts(by: PATIENT, filter: { kind: "access" }, first: 100) { key events } }';
    const { data } = await askReports(served, REVIEWER, query);
    const scanned = new Map<string, number>();
    for (const { row } of await allEvents(served)) {
      const key = row.patient ?? '';
      if (row.kind === 'access') scanned.set(key, (scanned.get(key) ?? 0) + 1);
    }
    const counted = (data?.['counts'] ?? []) as { readonly key: string; readonly events: number }[];
    expect(new Map(counted.map(({ key, events }) => [key, events]))).toEqual(scanned);
  });

  it('are read to their end, each event once, while the ledger grows', async () => {
    const before = (await allEvents(served)).filter(({ row }) => row.kind === 'access');
    const ids = await readAll('TIME', 'DESC', () => lookAtPatients(served, { first: 1 }));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(before.length);
    await settled(served);
  });

  it('list a row of the index that differs from the ledger as refused, and completeness is INDEX_DIVERGED', async () => {
    const [event] = (await allEvents(served)).filter(({ row }) => row.kind === 'access');
    const index = openDatabase(`${served.ledgerFile}.index`);
    index.prepare('UPDATE events SET records = 99 WHERE id = ?').run(event?.id);
    index.close();
    const variables = { o: { field: 'LEAF', direction: 'ASC' }, f: { kind: 'access' } };
    const { data } = await askReports(served, REVIEWER, PAGE, variables);
    expect((data as unknown as Events).events.refused).toEqual([
      { leaf: event?.row.leaf, why: 'differs' },
    ]);
    const query = '{ completeness { result changed } }';
    expect((await askReports(served, REVIEWER, query)).data).toEqual({
      completeness: { result: 'INDEX_DIVERGED', changed: [event?.row.leaf] },
    });
  });

  it('return 503 AUDIT_UNAVAILABLE and no data if the read cannot be recorded', async () => {
    const query = '{ counts(by: ACTOR) { key } }';
    expect((await askReports(served, REVIEWER, query)).text).toContain('dr-hall');
    const ledger = openDatabase(served.ledgerFile);
    ledger.exec("CREATE TRIGGER no BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'no'); END");
    ledger.close();
    const { status, codes, text } = await askReports(served, REVIEWER, query);
    expect({ status, codes }).toEqual({ status: 503, codes: ['AUDIT_UNAVAILABLE'] });
    expect(text).not.toContain('dr-hall');
  });
});
