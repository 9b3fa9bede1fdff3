import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { erasePatient } from '../../../../gateway/audit/maintain/erase/erase-patient.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { unpackLeaves, packLeaves } from '../../../../gateway/audit/tree/batch.ts';
import { meaningOf } from '../../../../gateway/audit/verify/finding-codes.ts';
import { connect } from '../../../../gateway/audit/store/postgres/connect.ts';
import { pruneLedger } from '../../../../gateway/audit/maintain/retain/prune-ledger.ts';
import { rebuildIndex } from '../../../../gateway/reports/index/rebuild-index.ts';
import { readSignedCheckpoint, rootOfPath } from '../../../support/proves-inclusion.ts';
import { bytesLiteral, tamper } from '../index/places.ts';
import { prepareReports, type PreparedReports } from './prepared-reports.ts';
import { readPages } from './read-pages.ts';
import { fits, readModel } from './report-model.ts';

jest.setTimeout(180_000);

describe.each(['SQLite', 'PostgreSQL'] as const)(
  'reports and their proofs from a ledger on %s',
  (store) => {
    let reports: PreparedReports;
    beforeAll(async () => {
      reports = await prepareReports(store);
    });
    afterAll(() => reports.close());

    /** What a command needs to write to the ledger of a gateway that runs. */
    function toolOf(user: string) {
      const { place, toolKey: keyPath } = reports;
      if (place.location.kind !== 'postgres') throw new Error(store);
      const location = { ...place.location, server: { ...place.location.server, user } };
      return { location, keyPath, guardPath: `${keyPath}.guard`, version: '1', at: Date.now() };
    }

    /** A record, and the signed root that its path should lead to. */
    async function readRecord(leaf: number) {
      const { data } = await reports.ask(`{ record(leaf: ${leaf}) { json path checkpoint } }`);
      const record = data?.['record'] as { json: string; path: string[]; checkpoint: string };
      const { size, root } = readSignedCheckpoint(record.checkpoint, reports.publicKey);
      const path = record.path.map((hash) => Buffer.from(hash, 'base64'));
      return { json: Buffer.from(record.json), path, size, root };
    }

    it('lead by the audit path of RFC 6962 from a record to the signed root and from a changed record to another root, and have null for a record that does not exist', async () => {
      const leaves = [0, 1, 2, 7, 33, ...reports.model.slice(-2).map(({ leaf }) => leaf)];
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
      it('use an index login that can only read the ledger, and a gateway login that can neither read the index nor create a schema', async () => {
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
        const tables = ['batches', 'head', 'openings', 'identities'];
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

      it('show an erased patient as erased, and find no event by the erased id', async () => {
        const gone = reports.model.filter(({ patient }) => patient === 'p3');
        expect(gone.length).toBeGreaterThan(5);
        await erasePatient({ ...toolOf('eraser'), patient: 'p3', reason: 'asked for' });
        await reports.settled();
        const [all, none] = await readPages(reports, [
          { filter: {} },
          { filter: { patient: 'p3' } },
        ]);
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

    it('count one event less if the index lost a row, and completeness is INDEX_DIVERGED with the missing record until the index is rebuilt', async () => {
      const query = `query ($f: EventFilter!) {
      events(first: 1, filter: $f) { totalCount }
      completeness(filter: $f) { result events missing extra changed damaged }
    }`;
      const f = { kind: 'access', until: reports.until };
      const events = reports.model.filter((event) => fits(event, f));
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

    describe('a verification requested through the API', () => {
      const FIELDS = `state done total startedAt endedAt result findings { code meaning from to text }
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

      it('passes if the ledger is unchanged, and reports its progress', async () => {
        const verified = await verify();
        expect(verified).toMatchObject({ result: 'PASS', findings: [] });
        expect(verified.done).toBe(verified.total);
        expect(verified.size).toBeGreaterThan(60);
      });

      it('fails with LEAF_MISMATCH for a changed record, which has no event in reports and whose audit path does not lead to the signed root', async () => {
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
        expect(findings).toMatchObject([
          { code: 'LEAF_MISMATCH', from: 20, meaning: meaningOf('LEAF_MISMATCH') },
        ]);
        const [page] = await readPages(reports, [{ filter: {} }]);
        expect(page?.edges.filter(({ node }) => node['leaf'] === 20)).toEqual([]);
        // The record is returned as it is stored, and does not lead to the signed root.
        const { size, root, ...record } = await readRecord(20);
        expect(record.json.toString()).toContain('"kind":"x');
        expect(rootOfPath(record.json, 20, size, record.path)).not.toEqual(root);
        await store20(batch.leaves);
      });

      if (store === 'PostgreSQL') {
        it('passes after a pruning, and reports have no event of the pruned records', async () => {
          const { dropped } = await pruneLedger(
            { ...toolOf('pruner'), anchors: [], witnesses: [], asOf: Infinity },
            () => undefined,
          );
          expect(dropped).toBeGreaterThan(20);
          await reports.settled();
          const [old] = await readPages(reports, [{ filter: {} }]);
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
  },
);
