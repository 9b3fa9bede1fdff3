import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../../../../gateway/audit/store/ledger-location.ts';
import { connect } from '../../../../gateway/audit/store/postgres/connect.ts';
import { runPhiGateway } from '../../../support/run-phi-gateway.ts';
import { sharedPostgres, type SharedPostgres } from '../../../support/shared-postgres.ts';
import { startServedGateway, type ServedGateway } from '../../../support/served-gateway.ts';
import { createDirectory } from '../../audit/sample.ts';
import {
  askReports,
  lookAtPatients,
  REVIEWER,
  YAML,
} from '../../../support/reports/served-reports.ts';
import { exportReport, linesOf } from '../../../support/reports/exported.ts';

const directory = createDirectory();
let server: SharedPostgres;
beforeAll(async () => {
  server = await sharedPostgres();
});
afterAll(async () => {
  await server.close();
  directory.remove();
});

const urlOf = ({ user, host, port, database }: PostgresServer) =>
  `postgres://${user}:secret@${host}:${port}/${database}`;

/** The configuration of a gateway whose report index lies there; null leaves it out. */
function yamlOf(index: string | null): string {
  const named = index === null ? '' : `, index: "${index}"`;
  return YAML.replace('everyMs: 100', `everyMs: 100${named}`);
}

/** The section of a ledger, with a key that it keeps from one start to the next. */
function auditOf(writer: PostgresServer): string {
  const file = join(directory.path, writer.database);
  return JSON.stringify({ url: urlOf(writer), key: `${file}.key`, guard: `${file}.guard` });
}

const start = (writer: PostgresServer, index: string | null) =>
  startServedGateway(yamlOf(index), Date.now, ['patients'], auditOf(writer));

/** Waits until this holds. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 100) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error('it is not so');
}

const EVENTS = '{ events(first: 50, filter: { kind: "access" }) { totalCount refused { leaf } } }';

/** The number of accesses in the reports, or the codes of the errors. */
async function accesses(served: ServedGateway): Promise<unknown> {
  const { data, codes } = await askReports(served, REVIEWER, EVENTS);
  return codes.length > 0 ? codes : data?.['events'];
}

describe('a report index beside a ledger in PostgreSQL', () => {
  it('is filled and read with the role phi_audit_indexer, answers REPORTS_UNAVAILABLE while the right of that role is revoked, and is filled again afterwards', async () => {
    const { writer, indexer } = await server.createLedger('indexed');
    const served = await start(writer, urlOf(indexer));
    try {
      await lookAtPatients(served, { first: 3 });
      const due = { totalCount: 3, refused: [] };
      await until(async () => JSON.stringify(await accesses(served)) === JSON.stringify(due));
      const asked = { report: 'all', format: 'ndjson', filter: { kind: 'access' } };
      const { text } = await exportReport(served, REVIEWER, asked);
      expect(linesOf(text)).toHaveLength(3 + 1);
      const said = (phrase: string) => served.logged.filter((line) => line.includes(phrase));
      expect(said('cannot')).toEqual([]);

      const role = 'phi_audit_indexer';
      await server.execute(writer.database, `REVOKE ALL ON SCHEMA phi_reports FROM ${role}`);
      await until(() => said('report index cannot be filled').length > 0);
      expect(said('report index cannot be filled')).toEqual([
        expect.stringMatching(
          /"code":"SQLSTATE_42501","msg":"report index cannot be filled, its database login has no right to"/,
        ),
      ]);
      expect(await accesses(served)).toEqual(['REPORTS_UNAVAILABLE']);
      expect(said('report cannot be read, its database login has no right to')).toHaveLength(1);
      // What is recorded does not wait for the index.
      await lookAtPatients(served, { first: 2 });

      await server.execute(writer.database, `GRANT USAGE, CREATE ON SCHEMA phi_reports TO ${role}`);
      await until(() => said('report index is filled again').length > 0);
      expect(await accesses(served)).toEqual({ totalCount: 5, refused: [] });
      expect(served.logged.join('')).not.toMatch(/secret|permission denied/);
    } finally {
      await served.close();
    }
  });

  it('is not created with a login outside phi_audit_indexer: the gateway does not start, and the error names that role and admin.index', async () => {
    const { writer, reader } = await server.createLedger('refused');
    for (const [login, index] of [
      [writer, null],
      [writer, urlOf(writer)],
      [reader, urlOf(reader)],
    ] as const) {
      const where = `postgres://${login.user}@127.0.0.1:${server.port}/${login.database}`;
      await expect(start(writer, index)).rejects.toMatchObject({
        name: 'StartError',
        problems: [
          `The report index ${where} cannot be used (42501). Its login may not: name in admin.index (for a command, --index) the same database with a login in phi_audit_indexer (roles.sql), or a file.`,
        ],
      });
    }
    const client = await connect(server.superuser(writer.database));
    const { rows } = await client.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'phi_reports'::regnamespace",
    );
    await client.end();
    expect(rows).toEqual([]);
  });

  it('makes serve exit with code 1 and one line that names phi_audit_indexer if the login may not use the index, and works as a file instead', async () => {
    const { writer } = await server.createLedger('mended');
    const other = await startServedGateway(YAML);
    try {
      const text = readFileSync(join(other.folder, 'phi.yaml'), 'utf8');
      const file = join(other.folder, 'refused.yaml');
      writeFileSync(file, text.replace(/^audit: .*$/m, `audit: ${auditOf(writer)}`));
      const args = ['serve', '--config', file, '--port', '0'];
      const { code, err } = await runPhiGateway(args, other.folder);
      expect(code).toBe(1);
      const messages = err.split('\n').filter((line) => line.startsWith('phi-gateway: '));
      expect(messages).toEqual([
        expect.stringContaining('phi_audit_indexer (roles.sql), or a file.'),
      ]);
      expect(err).not.toMatch(/ {4}at |secret|permission denied/);
    } finally {
      await other.close();
    }
    const served = await start(writer, join(directory.path, 'reports.index'));
    await lookAtPatients(served, { first: 3 });
    const due = { totalCount: 3, refused: [] };
    await until(async () => JSON.stringify(await accesses(served)) === JSON.stringify(due));
    await served.close();
  });
});
