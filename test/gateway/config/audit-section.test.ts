import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MINIMAL, useConfigFolder } from './config-folder.ts';

const { folder, load, problems } = useConfigFolder();

const audit = (yaml: string) => load(`${MINIMAL}\naudit: { ${yaml} }`).audit;

describe('the retention configuration', () => {
  it('is six years for all records by default, and can be set for all records and by category', () => {
    expect(audit('').retention).toEqual({ years: 6, categories: new Map() });
    expect(audit('retention: { years: 7, categories: { GENETIC: 12 } }').retention).toEqual({
      years: 7,
      categories: new Map([['GENETIC', 12]]),
    });
  });
});

describe('the setting for identities in the ledger', () => {
  it('is plain by default, and committed if configured', () => {
    expect(audit('').identity).toBe('plain');
    expect(audit('identity: committed').identity).toBe('committed');
  });
});

describe('a ledger in PostgreSQL', () => {
  const server = { host: 'db.example', port: 5432, database: 'audit', user: 'gateway' };

  it('uses TLS with certificate verification, or plain TCP on loopback if no authority is given', () => {
    expect(audit('url: "postgres://gateway:p%40ss@db.example/audit"').location).toEqual({
      kind: 'postgres',
      server: { ...server, password: 'p@ss', tls: { ca: null } },
    });
    expect(audit('url: "postgresql://gateway@db.example:6543/audit", ca: ca.pem').location).toEqual(
      {
        kind: 'postgres',
        server: { ...server, port: 6543, password: null, tls: { ca: join(folder, 'ca.pem') } },
      },
    );
    expect(audit('url: "postgres://gateway@[::1]/audit"').location).toMatchObject({
      server: { host: '::1', tls: null },
    });
    expect(
      audit('url: "postgres://gateway@127.0.0.1/audit?sslrootcert=ca.pem"').location,
    ).toMatchObject({ server: { tls: { ca: join(folder, 'ca.pem') } } });
  });

  it('has its key and guard in .data beside the configuration file by default', () => {
    expect(audit('url: "postgres://gateway@db.example/audit", enroll: [a+b+c]')).toMatchObject({
      key: join(folder, '.data', 'audit.key'),
      guard: join(folder, '.data', 'audit.guard'),
      checkpoint: null,
      enroll: ['a+b+c'],
    });
  });
});

describe('the audit section of the configuration', () => {
  it.each([
    ['retention: { years: 0 }', 'audit.retention.years: must be a whole number from 1 to 100'],
    [
      'retention: { categories: { NOBODY: 7 } }',
      'audit.retention.categories.NOBODY: is not a category',
    ],
    ['identity: hashed', 'audit.identity: must be plain or committed'],
    ['db: "postgres://db/audit"', 'audit.db: must be the path of a SQLite file'],
    ['url: "mysql://a@db/audit"', 'audit.url: must be postgres://USER@HOST/DATABASE'],
    ['url: "postgres://db.example/audit"', 'audit.url: must name a user and a database'],
    ['url: "postgres://a@db.example"', 'audit.url: must name a user and a database'],
    ['url: "postgres://a@one,two/audit"', 'audit.url: must name one host'],
    ['url: "postgres://a@db.example/x?sslmode=disable"', 'which is for loopback hosts only'],
    ['url: "postgres://a@db.example/x?sslmode=require"', 'which accepts any server'],
    ['url: "postgres://a@db.example/x?options=-cfsync%3Doff"', 'unsupported parameters: options'],
    ['url: "postgres://a@localhost/x?sslmode=disable&sslrootcert=c"', 'sslmode=disable'],
    ['url: "postgres://a@db.example/x", db: x.db', 'audit.url: is given together with db'],
    ['ca: ca.pem', 'audit.ca: is for a server (url)'],
    ['enroll: [a+b+c]', 'audit.enroll: is for a server (url)'],
  ])('is refused: %s, with the problem "%s"', (yaml, line) => {
    expect(problems(() => audit(yaml))).toEqual([expect.stringContaining(line)]);
  });

  it('is refused without printing the password of its URL', () => {
    const shown = problems(() => audit('url: "postgres://a:hunter2@db.example/x?sslmode=allow"'));
    expect(shown).toEqual([expect.stringContaining('audit.url: has sslmode=allow')]);
    expect(shown.join()).not.toContain('hunter2');
  });

  it.each([
    'postgres://a:hunter/2@db.example/x',
    'postgres://a:12/hunter2@db.example/x',
    'postgres://a:12?hunter2@db.example/x',
    'postgres://a:12#hunter2@db.example/x',
    'postgres://a:hunter@2/3@db.example/x',
    'postgres://a:1@2/3?hunter2@db.example/x',
    'postgres://a:hunter%2@db.example/x',
  ])(
    'is refused with a password that is not percent-encoded, without printing any of it: %s',
    (url) => {
      expect(problems(() => audit(`url: "${url}"`))).toEqual([
        expect.stringMatching(
          /audit\.url: must have its user, password and database percent-encoded: \/ as %2F, \? as %3F, # as %23, @ as %40, % as %25$/,
        ),
      ]);
    },
  );

  it('is accepted with a password that is percent-encoded', () => {
    const { location } = audit('url: "postgres://a:h%2Fu%3Fn%23t%40%25@db.example/x"');
    expect(location).toMatchObject({ server: { password: 'h/u?n#t@%', database: 'x' } });
  });
});
