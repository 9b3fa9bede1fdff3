import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { INDEX_SCHEMA } from '../../../gateway/reports/index/index-location.ts';
import { configSection } from '../../support/config-section.ts';

const { folder, problems, load } = configSection(`
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: https://id.example/jwks }] }
`);
const LEDGER = 'audit: { db: ledger.db, key: keys/k, guard: keys/g }\n';
const refused = (admin: string, audit = LEDGER) => problems(`${audit}admin: ${admin}`);

const url = (user: string) => `postgres://${user}:secret@127.0.0.1:5432/phi`;

const consoleOf = (section: string) =>
  load(`${LEDGER}admin: { roles: [a], console: ${section} }`).admin?.console;

describe('the configuration section admin', () => {
  it('is null when it is left out', () => {
    expect(load('').admin).toBeNull();
  });

  it('sorts its roles without duplicates, and by default keeps the index beside the ledger file or in the PostgreSQL database of the ledger', () => {
    const { admin } = load(`${LEDGER}admin: { roles: [b, a, b] }`);
    expect(admin).toMatchObject({ roles: ['a', 'b'], everyMs: 1_000, console: null });
    expect(admin?.index).toEqual({ kind: 'sqlite', path: join(folder, 'ledger.db.index') });
    expect(load('admin: { roles: [a] }').admin?.index).toEqual({
      kind: 'sqlite',
      path: join(folder, '.data/audit.db.index'),
    });
    expect(
      load(`audit: { url: "${url('gateway')}" }\nadmin: { roles: [a] }`).admin?.index,
    ).toMatchObject({
      kind: 'postgres',
      schema: INDEX_SCHEMA,
      server: { user: 'gateway' },
    });
  });

  it('limits a console sign-in by default to 15 idle minutes and to 12 hours; maxAgeMinutes changes the 12 hours, and null turns them off', () => {
    expect(consoleOf('{ clientId: c }')).toMatchObject({ idleMinutes: 15, maxAgeMinutes: 720 });
    expect(consoleOf('{ clientId: c, maxAgeMinutes: 15 }')).toMatchObject({ maxAgeMinutes: 15 });
    expect(consoleOf('{ clientId: c, maxAgeMinutes: null }')).toMatchObject({
      maxAgeMinutes: null,
    });
  });

  it('accepts another file for the index, or a PostgreSQL login other than that of the ledger', () => {
    const file = load(`${LEDGER}admin: { roles: [a], index: other/index }`).admin;
    expect(file?.index).toEqual({ kind: 'sqlite', path: join(folder, 'other/index') });
    const own = load(
      `audit: { url: "${url('gateway')}" }\nadmin: { roles: [a], index: "${url('reports')}" }`,
    );
    expect(own.admin?.index).toMatchObject({ kind: 'postgres', server: { user: 'reports' } });
    expect(own.audit.location).toMatchObject({ server: { user: 'gateway' } });
  });

  it.each([
    ['{}', 'admin.roles: must be a list of roles'],
    [
      '{ roles: [a, b], directory: { roles: [b, c] } }',
      'admin.directory.roles[1]: must be one of admin.roles (a, b): other roles read no reports',
    ],
    [
      '{ roles: [a], console: { clientId: c, maxAgeMinutes: 10 } }',
      'admin.console.maxAgeMinutes: must not be less than idleMinutes',
    ],
    ['{ roles: [] }', 'admin.roles: must name at least one role'],
    ['{ roles: auditor }', 'admin.roles: must be a list of roles'],
    ['{ roles: [a], rolls: 1 }', 'admin.rolls'],
    ['{ roles: [""] }', 'admin.roles[0]'],
    ['{ roles: [a], everyMs: 99 }', 'admin.everyMs'],
    ['{ roles: [a], everyMs: 60001 }', 'admin.everyMs'],
    ['{ roles: [a], index: 7 }', 'admin.index'],
    ['{ roles: [a], index: "mysql://h/d" }', 'admin.index'],
    ['{ roles: [a], index: ./ledger.db }', 'admin.index: is the ledger itself'],
    ['{ roles: [a], index: ledger.db-wal }', 'admin.index: is a file of the ledger'],
    ['{ roles: [a], index: keys/../keys/k }', 'admin.index: is a file of the ledger'],
    ['{ roles: [a], index: keys/g }', 'admin.index: is a file of the ledger'],
  ])('is refused as %s with one problem: %s', (admin, problem) => {
    expect(refused(admin)).toEqual([expect.stringContaining(problem)]);
  });

  it('reports all problems at once', () => {
    expect(refused('{ roles: [], everyMs: 1, index: 7, more: 1 }')).toHaveLength(4);
  });
});
