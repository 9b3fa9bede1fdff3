import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { erasePatient } from '../../../../gateway/audit/erase/erase-patient.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { unpackLeaves, packLeaves } from '../../../../gateway/audit/tree/batch.ts';
import { connect } from '../../../../gateway/audit/store/postgres/connect.ts';
import { pruneLedger } from '../../../../gateway/audit/retain/prune-ledger.ts';
import { rebuildIndex } from '../../../../gateway/reports/index/rebuild-index.ts';
import { readSignedCheckpoint, rootOfPath } from '../../../support/proves-inclusion.ts';
import { bytesLiteral, tamper } from '../index/places.ts';
import { prepareReports, type PreparedReports } from './prepared-reports.ts';
import {
  BARS,
  byKey,
  countModel,
  fits,
  FITS,
  inOrder,
  ORDERS,
  readModel,
  type ModelCount,
  type ModelEvent,
  type ModelFilter,
} from './report-model.ts';
import { lookAtPatients } from '../../../support/reports/served-reports.ts';

jest.setTimeout(180_000);

interface Page {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: Readonly<Record<string, unknown>> & { readonly id: string };
  }[];
  readonly pageInfo: {
    readonly hasPreviousPage: boolean;
    readonly hasNextPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
  readonly refused: readonly object[];
}

const NODE = 'id leaf time kind actor patient relations purpose operation outcome records';
const PAGE = `edges { cursor node { ${NODE} coordinates { coordinate view categories } breakGlass { grant } } }
  pageInfo { hasPreviousPage hasNextPage startCursor endCursor } totalCount refused { leaf why }`;

/** As many questions in one request as it may hold, under one name each. */
const TOGETHER = 8;
const MOST = 240;

describe.each(['SQLite', 'PostgreSQL'] as const)('reports on a ledger on %s', (store) => {
  let reports: PreparedReports;
  let model: readonly ModelEvent[];
  beforeAll(async () => {
    reports = await prepareReports(store);
    model = (await readModel(reports.place.location)).filter((event) =>
      fits(event, { until: reports.until }),
    );
  });
  afterAll(() => reports.close());

  /** What a command needs to write to the ledger of a gateway that runs. */
  function toolOf(user: string) {
    const { place, toolKey: keyPath } = reports;
    if (place.location.kind !== 'postgres') throw new Error(store);
    const location = { ...place.location, server: { ...place.location.server, user } };
    return { location, keyPath, guardPath: `${keyPath}.guard`, version: '1', at: Date.now() };
  }

  /** Pages by the names that they were asked under, each of the first rows. */
  async function pages(
    asked: readonly { readonly filter: ModelFilter; readonly orderBy?: object }[],
  ): Promise<readonly Page[]> {
    const found: Page[] = [];
    for (let from = 0; from < asked.length; from += TOGETHER) {
      const together = asked.slice(from, from + TOGETHER);
      const parameters = together.map((_, at) => `$f${at}: EventFilter!, $o${at}: EventOrder!`);
      const fields = together.map(
        (_, at) => `p${at}: events(first: ${MOST}, filter: $f${at}, orderBy: $o${at}) { ${PAGE} }`,
      );
      const variables = together.flatMap(({ filter, orderBy = BY_LEAF }, at) => [
        [`f${at}`, { until: reports.until, ...filter }],
        [`o${at}`, orderBy],
      ]);
      const query = `query (${parameters.join(', ')}) { ${fields.join('\n')} }`;
      const { data, codes } = await reports.ask(
        query,
        Object.fromEntries(variables) as Record<string, unknown>,
      );
      expect(codes).toEqual([]);
      found.push(...together.map((_, at) => data?.[`p${at}`] as Page));
    }
    return found;
  }
  it('show every event as the ledger tells it', async () => {
    expect(model.length).toBeGreaterThan(100);
    expect(model.length).toBeLessThan(MOST);
    const [page] = await pages([{ filter: {} }]);
    expect(page?.refused).toEqual([]);
    expect(page?.totalCount).toBe(model.length);
    const shown = page?.edges.map(({ node }) => ({
      ...node,
      coordinates: (node['coordinates'] as Readonly<Record<string, unknown>>[]).map((each) => [
        each['coordinate'],
        each['view'],
        each['categories'],
      ]),
    }));
    expect(shown).toEqual(
      model.map((event) => ({
        id: event.id,
        leaf: event.leaf,
        time: new Date(event.at).toISOString(),
        kind: event.kind,
        actor: orNull(event.actor),
        patient: orNull(event.patient),
        relations: event.relations,
        purpose: orNull(event.purpose),
        operation: orNull(event.operation),
        outcome: event.outcome,
        records: event.records,
        coordinates: event.coordinates,
        breakGlass: event.grant === '' ? null : { grant: event.grant },
      })),
    );
  });

  it('are filtered by each filter alone, to every value there is and to one there is not', async () => {
    const cases = Object.keys(FITS).flatMap((name) =>
      valuesOf(model, name).map((value): ModelFilter => ({ [name]: value })),
    );
    const found = await pages(cases.map((filter) => ({ filter })));
    let some = 0;
    for (const [at, filter] of cases.entries()) {
      const expected = model.filter((event) => fits(event, filter)).map(({ id }) => id);
      some += Number(expected.length > 0 && expected.length < model.length);
      expect([filter, idsOf(found[at])]).toEqual([filter, expected]);
      expect([filter, found[at]?.totalCount]).toEqual([filter, expected.length]);
    }
    expect(some).toBeGreaterThan(30);
  });

  it('are sorted by each column both ways', async () => {
    const orders = Object.keys(ORDERS).flatMap((field) =>
      ['ASC', 'DESC'].map((direction) => ({ field, direction })),
    );
    const found = await pages(orders.map((orderBy) => ({ filter: {}, orderBy })));
    for (const [at, order] of orders.entries()) {
      const expected = inOrder(model, order).map(({ id }) => id);
      expect([order, idsOf(found[at])]).toEqual([order, expected]);
    }
  });

  it('are read page by page to their end, each event once and in order, while the ledger grows', async () => {
    const names = Object.keys(FITS);
    const filters = fc
      .uniqueArray(fc.constantFrom(...names), { maxLength: 2 })
      .chain((chosen) =>
        fc.record(
          Object.fromEntries(
            chosen.map((name) => [name, fc.constantFrom(...valuesOf(model, name))]),
          ),
        ),
      );
    const order = fc.record({
      field: fc.constantFrom(...Object.keys(ORDERS)),
      direction: fc.constantFrom('ASC', 'DESC'),
    });
    await fc.assert(
      fc.asyncProperty(
        filters,
        order,
        fc.integer({ min: 12, max: 90 }),
        async (some, by, first) => {
          const filter: ModelFilter = { until: reports.until, ...some };
          const read: string[] = [];
          const query = `query ($f: EventFilter!, $o: EventOrder!, $n: Int!, $c: String) {
            events(first: $n, after: $c, filter: $f, orderBy: $o) { ${PAGE} }
          }`;
          for (let cursor: string | null = null, more = true; more;) {
            const variables = { f: filter, o: by, n: first, c: cursor };
            const page = (await reports.ask(query, variables)).data?.['events'] as Page;
            expect(page.pageInfo.hasPreviousPage).toBe(cursor !== null);
            expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor ?? null);
            expect(page.edges.length).toBe(page.pageInfo.hasNextPage ? first : page.edges.length);
            read.push(...page.edges.map(({ node }) => node.id));
            more = page.pageInfo.hasNextPage;
            cursor = page.pageInfo.endCursor;
            if (more) await lookAtPatients(reports.served, { first: 1 });
          }
          const expected = inOrder(
            model.filter((event) => fits(event, filter)),
            by,
          );
          expect(read).toEqual(expected.map(({ id }) => id));
        },
      ),
      { numRuns: 12, seed: 3 },
    );
  });

  it('count as the ledger counts, by everything, here and where clocks show another time', async () => {
    const filters: readonly ModelFilter[] = [{}, { denied: false, actor: 'nurse-3' }];
    const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu'];
    for (const filter of filters) {
      for (const zone of zones) {
        const bars = Object.keys(BARS).filter((by) => zone === 'UTC' || /DAY|HOUR/.test(by));
        const fields = bars.map(
          (by) =>
            `${by}: counts(by: ${by}, filter: $f, first: 100, timeZone: "${zone}") { key events denied breakGlass }`,
        );
        const query = `query ($f: EventFilter!) { ${fields.join('\n')} }`;
        const { data } = await reports.ask(query, { f: { until: reports.until, ...filter } });
        const counted = model.filter((event) => fits(event, filter));
        for (const by of bars) {
          const figures = (data?.[by] ?? []) as readonly ModelCount[];
          expect([by, zone, byKey(figures)]).toEqual([by, zone, countModel(counted, by, zone)]);
          const isTime = by === 'DAY' || by === 'HOUR';
          const sorted = isTime ? byKey(figures) : figures.toSorted((a, b) => b.events - a.events);
          expect(figures).toEqual(sorted);
        }
      }
    }
  });

  it('refuse a time zone, a cursor and a size of a page that are none, each with a code', async () => {
    const [page] = await pages([{ filter: {} }]);
    const last = page?.edges.at(-1)?.cursor;
    const ask = async (args: string) => {
      const declared = args.includes('$c') ? '$c: String, $f: EventFilter!' : '$f: EventFilter!';
      const query = `query (${declared}) { events(${args}, filter: $f) { ${PAGE} } }`;
      return reports.ask(query, { c: last, f: { until: reports.until } });
    };
    const order = 'orderBy: { field: LEAF, direction: ASC }';
    expect((await ask(`first: 5, after: $c, ${order}`)).data?.['events']).toMatchObject({
      edges: [],
      pageInfo: { hasPreviousPage: true, hasNextPage: false, startCursor: null, endCursor: null },
    });
    for (const args of [
      'first: 0',
      'first: -1',
      'first: 5, after: ""',
      'first: 5, after: "x"',
      'first: 5, after: $c',
      `first: 5, after: "${cursorOf('["leaf","asc","AA==",1]')}", ${order}`,
      `first: 5, after: "${cursorOf('["leaf","asc",1e300,1]')}", ${order}`,
      `first: 5, after: "${cursorOf('["leaf","asc",1,-0.5]')}", ${order}`,
      `first: 5, after: "${cursorOf('["actor","asc",1,1]')}", ${order.replace('LEAF', 'ACTOR')}`,
      `first: 5, after: "${cursorOf('["relations","asc",9999999999,1]')}", ${order.replace('LEAF', 'RELATIONS')}`,
    ]) {
      expect([args, (await ask(args)).codes]).toEqual([args, ['BAD_USER_INPUT']]);
    }
    expect((await ask('first: 1001')).codes).toEqual(['OPERATION_TOO_COMPLEX']);
    const zone = await reports.ask('{ counts(by: DAY, timeZone: "Mars/Olympus") { key } }');
    expect(zone.codes).toEqual(['BAD_USER_INPUT']);
  });

  /** A record, and the signed root that its path should lead to. */
  async function readRecord(leaf: number) {
    const { data } = await reports.ask(`{ record(leaf: ${leaf}) { json path checkpoint } }`);
    const record = data?.['record'] as { json: string; path: string[]; checkpoint: string };
    const { size, root } = readSignedCheckpoint(record.checkpoint, reports.publicKey);
    const path = record.path.map((hash) => Buffer.from(hash, 'base64'));
    return { json: Buffer.from(record.json), path, size, root };
  }

  it('give a record that whoever knows RFC 6962 and the key can prove', async () => {
    const leaves = [0, 1, 2, 7, 33, ...model.slice(-2).map(({ leaf }) => leaf)];
    for (const leaf of leaves) {
      const { size, root, ...record } = await readRecord(leaf);
      expect(rootOfPath(record.json, leaf, size, record.path)).toEqual(root);
      const changed = Buffer.from(record.json.toString().replace('{', '{ '));
      expect(rootOfPath(changed, leaf, size, record.path)).not.toEqual(root);
    }
    const { data } = await reports.ask(
      '{ a: record(leaf: -1) { json } b: record(leaf: 9999999) { json } }',
    );
    expect(data).toEqual({ a: null, b: null });
  });

  if (store === 'PostgreSQL') {
    it('need of the gateway no more than to write, and of the index no more than to read the ledger', async () => {
      const { index, place } = reports;
      if (index.kind !== 'postgres' || place.location.kind !== 'postgres') throw new Error(store);
      const tryAs = async (server: typeof index.server, sql: string) => {
        const client = await connect(server);
        try {
          return await client.query(sql).then(
            () => 'done',
            (error: unknown) => (error as { readonly code: unknown }).code,
          );
        } finally {
          await client.end();
        }
      };
      const tables = ['batches', 'head', 'openings', 'identities', 'keys'];
      for (const table of tables) {
        const name = `phi_audit.${table}`;
        expect(await tryAs(index.server, `SELECT 1 FROM ${name} LIMIT 1`)).toBe('done');
        for (const sql of [
          `DELETE FROM ${name}`,
          `TRUNCATE ${name}`,
          `INSERT INTO ${name} SELECT * FROM ${name}`,
          `BEGIN; LOCK ${name} IN EXCLUSIVE MODE`,
          `CREATE TRIGGER t BEFORE INSERT ON ${name} EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
          `DROP TABLE ${name}`,
        ]) {
          expect([sql, await tryAs(index.server, sql)]).toEqual([sql, '42501']);
        }
      }
      expect(await tryAs(index.server, 'UPDATE phi_audit.head SET size = 1')).toBe('42501');
      expect(await tryAs(index.server, 'CREATE TABLE phi_audit.mine ()')).toBe('42501');
      const { server } = place.location;
      expect(await tryAs(server, 'SELECT 1 FROM phi_reports.events')).toBe('42501');
      expect(await tryAs(server, 'CREATE SCHEMA mine')).toBe('42501');
    });

    it('show a patient who was erased so, and nowhere else what their id was', async () => {
      const gone = model.filter(({ patient }) => patient === 'p3');
      expect(gone.length).toBeGreaterThan(5);
      await erasePatient({ ...toolOf('eraser'), patient: 'p3', reason: 'asked for' });
      await reports.settled();
      const [all, none] = await pages([{ filter: {} }, { filter: { patient: 'p3' } }]);
      expect(none?.edges).toEqual([]);
      const erased = all?.edges.filter(({ node }) => node['patient'] === '(erased)');
      expect(erased?.map(({ node }) => node.id)).toEqual(gone.map(({ id }) => id));
      expect(all?.refused).toEqual([]);
      const { data } = await reports.ask(
        '{ completeness { result events missing extra changed } }',
      );
      expect(data?.['completeness']).toMatchObject({ result: 'COMPLETE' });
    });
  }

  it('whose index lost a row count one less, and only the comparison tells', async () => {
    const query = `query ($f: EventFilter!) {
      events(first: 1, filter: $f) { totalCount }
      completeness(filter: $f) { result events missing extra changed damaged }
    }`;
    const f = { kind: 'access', until: reports.until };
    const events = model.filter((event) => fits(event, f));
    const ask = async () => (await reports.ask(query, { f })).data;
    const empty = { missing: [], extra: [], changed: [], damaged: [] };
    expect(await ask()).toEqual({
      events: { totalCount: events.length },
      completeness: { result: 'COMPLETE', events: events.length, ...empty },
    });
    const [first] = events;
    const id = (first?.leaf ?? 0) * 65_536 + (first?.place ?? 0);
    await tamper(reports.index, `DELETE FROM events WHERE id = ${id}`);
    expect(await ask()).toEqual({
      events: { totalCount: events.length - 1 },
      completeness: {
        result: 'INDEX_DIVERGED',
        events: events.length - 1,
        ...empty,
        missing: [first?.leaf],
      },
    });
    const reader = await openReader(reports.place.location);
    await rebuildIndex(reports.index, reader, { onProgress: () => undefined });
    await reader.close();
    await reports.settled();
    expect(await ask()).toMatchObject({ completeness: { result: 'COMPLETE' } });
  });

  describe('and its verification', () => {
    const FIELDS = `state done total startedAt endedAt result findings { code from to text }
      covered size root caveats`;
    interface Verified {
      readonly state: string;
      readonly done: number;
      readonly total: number;
      readonly result: string | null;
      readonly size: number;
      readonly findings: readonly { readonly code: string; readonly from: number }[];
    }
    async function verify(): Promise<Verified> {
      const begun = (await reports.ask(`mutation { verify { ${FIELDS} } }`)).data?.['verify'];
      expect(begun).toMatchObject({ state: 'RUNNING', result: null, endedAt: null });
      for (;;) {
        const { data } = await reports.ask(`{ verification { ${FIELDS} } }`);
        const verified = data?.['verification'] as Verified;
        expect(verified.done).toBeLessThanOrEqual(verified.total);
        if (verified.state === 'ENDED') return verified;
        await sleep(50);
      }
    }

    it('passes, and says how far it came', async () => {
      const verified = await verify();
      expect(verified).toMatchObject({ result: 'PASS', findings: [] });
      expect(verified.done).toBe(verified.total);
      expect(verified.size).toBeGreaterThan(60);
    });

    it('fails where a record was changed, and names it', async () => {
      const { index, place } = reports;
      const batch = (await place.batches()).find(({ first, count }) => 20 < first + count);
      if (batch === undefined) throw new Error('The ledger is too short.');
      const leaves = (unpackLeaves(batch.leaves) ?? []).map((bytes, offset) =>
        batch.first + offset === 20
          ? Buffer.from(bytes.toString().replace('"kind":"', '"kind":"x'))
          : bytes,
      );
      const store20 = (bytes: Buffer) =>
        place.execute(
          `UPDATE batches SET leaves = ${bytesLiteral(index, bytes)} WHERE first = ${batch.first}`,
        );
      await store20(packLeaves(leaves));
      const { result, findings } = await verify();
      expect(result).toBe('FAIL');
      expect(findings).toMatchObject([{ code: 'LEAF_MISMATCH', from: 20 }]);
      const [page] = await pages([{ filter: {} }]);
      expect(page?.edges.filter(({ node }) => node['leaf'] === 20)).toEqual([]);
      // It comes as it lies there, and leads to no signed root.
      const { size, root, ...record } = await readRecord(20);
      expect(record.json.toString()).toContain('"kind":"x');
      expect(rootOfPath(record.json, 20, size, record.path)).not.toEqual(root);
      await store20(batch.leaves);
    });

    if (store === 'PostgreSQL') {
      it('passes when it was pruned, and what was pruned is no event any more', async () => {
        const { dropped } = await pruneLedger(toolOf('pruner'), () => undefined);
        expect(dropped).toBeGreaterThan(20);
        await reports.settled();
        const [old] = await pages([{ filter: {} }]);
        expect(old).toMatchObject({ edges: [], totalCount: 0, refused: [] });
        await reports.settled();
        const f = { until: new Date().toISOString() };
        const query = `query ($f: EventFilter!) {
          completeness(filter: $f) { result events } events(filter: $f) { totalCount }
        }`;
        await sleep(5);
        const { data } = await reports.ask(query, { f });
        const all = await readModel(reports.place.location);
        const left = all.filter((event) => fits(event, f)).length;
        expect(data).toEqual({
          completeness: { result: 'COMPLETE', events: left },
          events: { totalCount: left },
        });
        const gone = await reports.ask('{ record(leaf: 20) { json } }');
        expect(gone.data).toEqual({ record: null });
        expect(await verify()).toMatchObject({ result: 'PASS', findings: [] });
      });
    }
  });
});

const cursorOf = (list: string) => Buffer.from(list).toString('base64url');
const idsOf = (page: Page | undefined) => page?.edges.map(({ node }) => node.id);
const orNull = (text: string) => (text === '' ? null : text);

const BY_LEAF = Object.freeze({ field: 'LEAF', direction: 'ASC' });

/** What a filter may be set to: all that comes up, and something that doesn't. */
function valuesOf(model: readonly ModelEvent[], name: string): readonly (string | boolean)[] {
  const from: Readonly<Record<string, (event: ModelEvent) => readonly string[]>> = {
    coordinate: ({ coordinates }) => coordinates.map(([coordinate]) => coordinate),
    category: ({ coordinates }) => coordinates.flatMap(([, , categories]) => categories),
    relation: ({ relations }) => relations,
  };
  if (name === 'denied' || name === 'breakGlass') return [true, false];
  if (name === 'since' || name === 'until') {
    const times = [3, 50, -4].map((at) => model.at(at)?.at ?? 0);
    return [...times, times[1] ?? 0].map((time, at) =>
      new Date(time + (at === 3 ? 1 : 0)).toISOString(),
    );
  }
  const values = model.flatMap(
    from[name] ?? ((event) => [String(event[name as keyof ModelEvent])]),
  );
  return [...new Set(values)].filter((value) => value !== '').concat("' OR 1=1 --");
}
