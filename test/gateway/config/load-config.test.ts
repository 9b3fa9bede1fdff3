import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { SMALL_AREAS } from '../../../directives/release/small-areas.ts';
import type { Flags } from '../../../gateway/config/flags.ts';
import { loadConfig } from '../../../gateway/config/load-config.ts';
import { StartError } from '../../../gateway/platform/errors.ts';
import { secretKey } from '../../support/secret-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NO_FLAGS: Flags = { subgraph: [], subgraphSdl: [], reach: [] };

const MINIMAL = `
graph:
  subgraphs:
    - { name: patients, url: http://127.0.0.1:4101/graphql }
identity:
  issuers:
    - issuer: https://id.example
      audience: phi
      jwks: https://id.example/jwks
`;

function twoIssuers(one = '', other = ''): string {
  return `graph: { subgraphs: [{ name: a, url: http://127.0.0.1 }] }
identity:
  issuers:
    - { issuer: https://a, audience: phi, jwks: https://a/jwks${one} }
    - { issuer: https://b, audience: phi, jwks: https://b/jwks${other} }
`;
}

function relationships(claims: string): string {
  return `relationships: { url: https://pdp.example${claims} }\n`;
}

/** Whether each issuer names patients and staff. */
function trust({ identity }: ReturnType<typeof load>) {
  return identity.issuers.map(({ namesPatients, namesStaff }) => [namesPatients, namesStaff]);
}

function write(yaml: string): string {
  const file = join(folder, 'phi.yaml');
  writeFileSync(file, yaml);
  return file;
}

function load(yaml: string, flags: Partial<Flags> = {}, environment: Record<string, string> = {}) {
  return loadConfig({ ...NO_FLAGS, ...flags, config: write(yaml) }, environment);
}

function problems(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof StartError) {
      return error.problems.map((line) => line.replace(join(folder, 'phi.yaml'), 'phi.yaml'));
    }
    throw error;
  }
  return [];
}

describe('the configuration file', () => {
  it('fills in a default for everything that the file omits', () => {
    const config = load(MINIMAL);
    expect(config.server).toEqual({
      host: '127.0.0.1',
      port: 4000,
      tls: null,
      cors: {
        origins: [],
        headers: [
          'apollo-require-preflight',
          'apollographql-client-name',
          'apollographql-client-version',
          'x-apollo-operation-name',
        ],
      },
      get: false,
      pauseSeconds: 2,
      shutdownSeconds: 20,
      metrics: null,
    });
    expect(config.identity.issuers[0]).toMatchObject({
      algorithms: ['RS256', 'ES256', 'EdDSA', 'PS256'],
      roles: { claim: 'roles', map: null },
      scopes: { claim: 'scope' },
      policies: { claim: null },
      claims: { patient: 'patient' },
    });
    expect(config.introspection).toBe(false);
    expect(config.authorization.unmarked).toBe('allow');
    expect(config.pseudonymKey).toBeNull();
    expect(config.audit.key).toBe(join(folder, '.data', 'audit.db.key'));
    expect(config.audit.guard).toBe(join(folder, '.data', 'audit.db.guard'));
  });

  it('has no policy source by default, and checks the options of one', () => {
    expect(load(MINIMAL).authorization.policies).toBeNull();
    const url = 'https://opa.example/v1/data/policies';
    expect(
      load(`${MINIMAL}\nauthorization: { policies: { url: ${url}, token: secret } }`).authorization
        .policies,
    ).toEqual({ url, token: 'secret', timeoutMs: 1_000, cacheSeconds: 10 });
    expect(
      problems(() =>
        load(
          `${MINIMAL}\nauthorization: { policies: { url: "http://opa.example", token: "a b", timeoutMs: 1, cacheSeconds: 301, claim: x } }`,
        ),
      ),
    ).toEqual([
      expect.stringMatching(/authorization\.policies\.url: must be an https/),
      expect.stringMatching(/authorization\.policies\.token: must be a bearer token/),
      expect.stringMatching(/authorization\.policies\.timeoutMs: /),
      expect.stringMatching(/authorization\.policies\.cacheSeconds: /),
      expect.stringMatching(/authorization\.policies\.claim: is not known/),
    ]);
  });

  it('gives settings that are frozen at every depth', () => {
    const config = load(MINIMAL);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.server.cors.origins)).toBe(true);
    expect(Object.isFrozen(config.identity.issuers[0]?.roles)).toBe(true);
  });

  it('accepts the pattern and normalization form of patient ids', () => {
    const patientIds = (text: string) =>
      load(MINIMAL.replace('identity:', () => `identity:\n  patientIds: ${text}`)).identity
        .patientIds;
    expect(load(MINIMAL).identity.patientIds).toEqual({ pattern: null, normalize: 'NFC' });
    expect(patientIds(`{ pattern: '[0-9]{7}', normalize: NFKC }`)).toEqual({
      pattern: '[0-9]{7}',
      normalize: 'NFKC',
    });
    const found = problems(() => patientIds(`{ pattern: 'a)|(b', normalize: lower, case: any }`));
    expect(found.join('\n')).toMatch(/patientIds.pattern: must be a regular expression/);
    expect(found.join('\n')).toMatch(/patientIds.normalize: must be one of NFC, NFD, NFKC, NFKD/);
    expect(found.join('\n')).toMatch(/patientIds.case: is not known/);
  });

  it('reports every problem at once with its line', () => {
    const lines = problems(() =>
      load(`
graph: {}
server: { port: 70000, host: 0.0.0.0, colour: blue }
identity:
  issuers:
    - { issuer: https://a, audience: phi, jwks: http://id.example/jwks, algorithms: [HS256, none] }
limits: { depth: 0 }
`),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^phi.yaml:\d+: graph: names no graph/),
        expect.stringMatching(/^phi.yaml:\d+: server.port: must be a whole number from 0 to 65535/),
        expect.stringMatching(/^phi.yaml:\d+: server.tls: is required/),
        expect.stringMatching(/^phi.yaml:\d+: server.colour: is not known/),
        expect.stringMatching(/^phi.yaml:\d+: identity.issuers\[0\].jwks: must be an https/),
        expect.stringMatching(
          /^phi.yaml:\d+: identity.issuers\[0\].algorithms\[0\]: must be one of RS256/,
        ),
        expect.stringMatching(
          /^phi.yaml:\d+: identity.issuers\[0\].algorithms\[1\]: must be one of RS256/,
        ),
        expect.stringMatching(/^phi.yaml:\d+: limits.depth: must be a whole number/),
      ]),
    );
    expect(lines).toHaveLength(8);
  });

  it('refuses a file that is missing, invalid YAML, has duplicate keys or aliases', () => {
    const missing = problems(() => loadConfig({ ...NO_FLAGS, config: '/no/such/file' }, {}));
    expect(missing).toEqual([expect.stringMatching(/can't be read/)]);
    expect(problems(() => load('server: [1'))).toEqual([
      expect.stringMatching(/^phi.yaml:1:11: not/),
    ]);
    expect(problems(() => load('log: {}\nlog: {}'))).toEqual([
      expect.stringMatching(/^phi.yaml:2:/),
    ]);
    expect(problems(() => load('a: &a [1]\nb: *a'))).toEqual([
      'phi.yaml:2:4: YAML aliases (*name) are not supported. Write the value out.',
    ]);
  });

  it('reports only the first YAML syntax error, by line and column', () => {
    const yaml = 'server:\n  port: [1, 2\n  host: }x{ ]\n  tls: {a: {b\naudit: - 1\n';
    expect(problems(() => load(yaml))).toEqual([
      expect.stringMatching(/^phi.yaml:\d+:\d+: not valid YAML \([a-z ]+\)\.$/),
    ]);
  });

  it.each([
    ['server: { port: ${PORT} }', '1:17', '"${PORT}"'],
    ['server: { port: ${PORT}, host: x }', '1:17', '"${PORT}"'],
    ['log: {}\nserver:\n  cors: { origins: [${A}, ${B}] }', '3:21', '"${A}"'],
    ['server:\n  { host: a-${X:-b}.example }', '2:11', '"a-${X:-b}.example"'],
    ['admin: { ${KEY}: 1 }', '1:10', '"${KEY}"'],
    ['server: { port: $${PORT} }', '1:17', '"$${PORT}"'],
  ])('asks to quote a variable inside { } or [ ]: %s', (yaml, place, text) => {
    expect(problems(() => load(yaml))).toEqual([
      `phi.yaml:${place}: not valid YAML: within { } or [ ] a variable stands in quotation marks. Quote it: ${text}.`,
    ]);
  });

  it('reports the line of each problem, and the line of the section for a missing key', () => {
    const lines = problems(() =>
      load(`graph:
  subgraphs:
    - name: patients
      url: http://127.0.0.1
    - { name: claims, url: ftp://x }
identity:
  issuers:
    - issuer: https://a
      jwks: keys.json
audit:
  retention:
    categories:
      NOBODY: 3
authorization:
  reach:
    a.b[0]: some
`),
    );
    expect(lines.map((line) => line.slice(0, line.indexOf(': ', 12)))).toEqual([
      'phi.yaml:5: graph.subgraphs[1].url',
      'phi.yaml:8: identity.issuers[0].audience',
      'phi.yaml:13: audit.retention.categories.NOBODY',
      'phi.yaml:16: authorization.reach.a.b[0]',
    ]);
  });

  it('requires namesPatients for each issuer when there are several', () => {
    expect(problems(() => load(twoIssuers(', namesPatients: true')))).toEqual([
      expect.stringMatching(
        /^phi.yaml:5: identity.issuers\[1\].namesPatients: is required of each of several issuers.*Give true, or false/,
      ),
    ]);
    expect(
      problems(() => load(twoIssuers(', namesPatients: perhaps', ', namesPatients: false'))),
    ).toEqual([expect.stringMatching(/issuers\[0\].namesPatients: must be true or false/)]);
    // Also beside other problems in the same or another section.
    expect(
      problems(() => load(`${twoIssuers().replace('audience: phi, ', '')}server: { port: x }`)),
    ).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/issuers\[0\].namesPatients: is required/),
        expect.stringMatching(/issuers\[1\].namesPatients: is required/),
        expect.stringMatching(/issuers\[0\].audience/),
        expect.stringMatching(/server.port/),
      ]),
    );
    expect(
      trust(
        load(twoIssuers(', namesPatients: true', ', namesPatients: "${B}"'), {}, { B: 'false' }),
      ),
    ).toEqual([
      [true, false],
      [false, false],
    ]);
    expect(trust(load(MINIMAL))).toEqual([[true, true]]);
  });

  it('requires namesStaff for each of several issuers if a relationship source uses their claims', () => {
    const each = ', namesPatients: true';
    const told = relationships(', claims: { practitioner: practitioner }');
    expect(problems(() => load(twoIssuers(each, `${each}, namesStaff: false`) + told))).toEqual([
      expect.stringMatching(/^phi.yaml:4: identity.issuers\[0\].namesStaff: is required/),
    ]);
    const both = twoIssuers(`${each}, namesStaff: true`, `${each}, namesStaff: false`);
    expect(trust(load(both + told))).toEqual([
      [true, true],
      [true, false],
    ]);
    expect(problems(() => load(twoIssuers(each, each) + relationships('')))).toEqual([]);
  });

  it('gives no line for a flag, and line 1 or the first section for a missing section', () => {
    const lines = problems(() =>
      load('\n\nserver: { port: 80 }\n', { port: 'x', subgraph: ['a=ftp://x'] }),
    );
    expect(lines).toEqual([
      expect.stringMatching(/^phi.yaml: server.port: must be a whole number/),
      expect.stringMatching(/^phi.yaml: graph.subgraphs\[0\].url: must/),
      expect.stringMatching(/^phi.yaml:3: identity: is required/),
    ]);
    expect(problems(() => load('- a'))).toEqual([
      'phi.yaml:1: the file must be a section with keys',
    ]);
  });

  it.each([
    ['identity: { issuer: [] }', 'identity.issuer', '`issuers`'],
    ['server: { ports: 1 }', 'server.ports', '`port`'],
    ['server: { PORT: 1 }', 'server.PORT', '`port`'],
    ['authorisation: {}', 'authorisation', '`authorization`'],
    ['break_glass: {}', 'break_glass', '`breakGlass`'],
    ['subgraph: { timeout: 1 }', 'subgraph.timeout', '`timeoutMs`'],
    ['graph: { subgraphs: [{ nam: a }] }', 'graph.subgraphs[0].nam', '`name`'],
    ['reach: { a: all }', 'reach', '`authorization.reach`'],
    ['issuers: []', 'issuers', '`identity.issuers`'],
    ['audit: { retention: { year: 6 } }', 'audit.retention.year', '`years`'],
    ['admin: { roles: [a], unusual: { rule: {} } }', 'admin.unusual.rule', null],
    ['colour: blue', 'colour', null],
  ])('suggests the nearest known key for an unknown one: %s', (yaml, path, key) => {
    const line = problems(() => load(yaml)).find((each) => each.includes(` ${path}: is not known`));
    expect(line).toBe(
      `phi.yaml:1: ${path}: is not known. ${key === null ? 'Remove it or fix its spelling' : `Did you mean ${key}?`}`,
    );
  });

  it('reports unset variables, bad keys, files and roles together with other problems', () => {
    const lines = problems(() =>
      load(`${MINIMAL}
server: { port: x }
authorization:
  reach: { physician: all }
  policies: { url: https://opa.example, token: "\${NO_TOKEN}" }
purpose: { roles: { nurse: [TREAT] } }
breakGlass: { roles: [doctor], key: "\${NO_KEY}" }
pseudonymKey: short
relationships: { subgraph: patients, operation: missing.graphql }
deidentification: { smallAreas: { file: missing.yaml } }
audit: { db: ledger.db }
admin: { roles: [officer], index: ledger.db }
`),
    );
    expect(
      lines.map((line) =>
        line
          .replace(/^phi.yaml:\d+: /, '')
          .split(' ', 4)
          .join(' '),
      ),
    ).toEqual([
      'server.port: must be a',
      'authorization.policies.token: the variable NO_TOKEN',
      'purpose.roles.physician: is missing: what',
      'breakGlass.key: the variable NO_KEY',
      'breakGlass.roles[0]: authorization.reach does not',
      'pseudonymKey: must hold at',
      "relationships.operation: the file can't",
      expect.stringMatching(/^deidentification.smallAreas.file: .*missing.yaml: the file$/),
      'admin.index: is the ledger',
    ]);
  });

  it('never prints a value, which may be a secret', () => {
    const lines = problems(() =>
      load(
        `${MINIMAL}\npseudonymKey: hunter2\nserver: { port: "hunter2" }\nlog: { level: hunter2 }`,
      ),
    );
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('\n')).not.toContain('hunter2');
  });
});

const metrics = (yaml: string) => load(`${MINIMAL}\nserver: { metrics: ${yaml} }`).server.metrics;

describe('the transport configuration', () => {
  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '::1'])('accepts plain HTTP on %s', (host) => {
    expect(load(`${MINIMAL}\nserver: { host: "${host}" }`).server.host).toBe(host);
  });

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'gateway.example',
    'localhost.example',
    '127.0.0.1.nip.io',
  ])('requires TLS on %s', (host) => {
    expect(problems(() => load(`${MINIMAL}\nserver: { host: "${host}" }`))).toEqual([
      expect.stringMatching(/server.tls: is required/),
    ]);
    expect(
      load(`${MINIMAL}\nserver: { host: "${host}", tls: { cert: c.pem, key: k.pem } }`).server.tls,
    ).toEqual({ cert: join(folder, 'c.pem'), key: join(folder, 'k.pem') });
  });

  it.each([
    'http://patients.example/graphql',
    'http://localhost.example/',
    'http://127.0.0.1.example/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'https://user:secret@patients.example/',
    'patients',
  ])('refuses a subgraph at %s', (url) => {
    const yaml = MINIMAL.replace('http://127.0.0.1:4101/graphql', url);
    expect(problems(() => load(yaml))).toEqual([
      expect.stringMatching(/graph.subgraphs\[0\].url: must/),
    ]);
  });

  it('has metrics only when configured, on loopback by default, and without TLS', () => {
    expect(metrics('{}')).toEqual({ host: '127.0.0.1', port: 9464 });
    expect(metrics('{ host: 0.0.0.0, port: 1 }')).toEqual({ host: '0.0.0.0', port: 1 });
    expect(metrics('null')).toBeNull();
    expect(problems(() => metrics('{ port: -1, tls: {} }'))).toEqual([
      expect.stringMatching(/server.metrics.port: must be a whole number/),
      expect.stringMatching(/server.metrics.tls: is not known/),
    ]);
  });

  it('accepts only exact CORS origins and header names', () => {
    for (const origin of [
      '*',
      'null',
      'https://app.example/',
      'https://*.example',
      'app.example',
    ]) {
      const lines = problems(() =>
        load(`${MINIMAL}\nserver: { cors: { origins: ["${origin}"] } }`),
      );
      expect(lines).toEqual([expect.stringMatching(/server.cors.origins\[0\]: must be an origin/)]);
    }
    for (const header of ['*', 'x-a, x-b', 'x a', ''])
      expect(
        problems(() => load(`${MINIMAL}\nserver: { cors: { headers: ["${header}"] } }`)),
      ).toEqual([expect.stringMatching(/server.cors.headers\[0\]: must be/)]);
    const config = load(`${MINIMAL}\nserver: { cors: { origins: [https://app.example] } }`);
    expect(config.server.cors.origins).toEqual(['https://app.example']);
  });
});

describe('variables in the configuration', () => {
  it('are expanded in values, with a default when one is given', () => {
    const yaml = `${MINIMAL}
server: { port: "\${PORT}", host: "\${HOST:-localhost}" }
audit: { origin: "a-\${SITE:-x}-\${SITE2:-y}" }
log: { level: "\${EMPTY:-warn}" }
`;
    const config = load(yaml, {}, { PORT: '4321', SITE: 'north', EMPTY: '' });
    expect(config.server).toMatchObject({ port: 4321, host: 'localhost' });
    expect(config.audit.origin).toBe('a-north-y');
    expect(config.log.level).toBe('warn');
  });

  it('are reported with other problems when they are not set', () => {
    const lines = problems(() =>
      load(`${MINIMAL}\nserver: { host: "\${HOST}", port: x }\nlog: { level: "\${constructor}" }`),
    );
    expect(lines).toEqual([
      expect.stringMatching(/server.host: the variable HOST is not set/),
      expect.stringMatching(/server.port: must be a whole number/),
      expect.stringMatching(/log.level: the variable constructor is not set/),
    ]);
  });

  it('are not expanded twice', () => {
    const yaml = MINIMAL.replace('audience: phi', () => 'audience: ${A}').concat(
      '\nlog: { level: info }',
    );
    expect(load(yaml, {}, { A: '${B}' }).identity.issuers[0]?.audience).toBe('${B}');
    expect(
      load(MINIMAL.replace('audience: phi', () => 'audience: $${A}')).identity.issuers[0]?.audience,
    ).toBe('${A}');
  });
});

describe('a configuration key of a later version', () => {
  it.each([
    ['console: {}', 'console: is not known'],
    ['errors: {}', 'errors: comes with a later version'],
  ])('is refused, not ignored: %s', (yaml, line) => {
    expect(problems(() => load(`${MINIMAL}\n${yaml}`))).toEqual([expect.stringContaining(line)]);
  });
});

const audit = (yaml: string) => load(`${MINIMAL}\naudit: { ${yaml} }`).audit;

describe('the retention configuration', () => {
  it('is six years by default, for all records or by category', () => {
    expect(audit('').retention).toEqual({ years: 6, categories: new Map() });
    expect(audit('retention: { years: 7, categories: { GENETIC: 12 } }').retention).toEqual({
      years: 7,
      categories: new Map([['GENETIC', 12]]),
    });
  });
});

describe('the setting for identities in the ledger', () => {
  it('is plain by default, or committed', () => {
    expect(audit('').identity).toBe('plain');
    expect(audit('identity: committed').identity).toBe('committed');
  });
});

describe('a ledger in PostgreSQL', () => {
  const server = { host: 'db.example', port: 5432, database: 'audit', user: 'gateway' };

  it('uses TLS with certificate verification, or plain TCP on loopback', () => {
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

  it('has its key and guard beside the configuration file by default', () => {
    expect(audit('url: "postgres://gateway@db.example/audit", enroll: [a+b+c]')).toMatchObject({
      key: join(folder, '.data', 'audit.key'),
      guard: join(folder, '.data', 'audit.guard'),
      checkpoint: null,
      enroll: ['a+b+c'],
    });
  });

  it.each([
    ['retention: { years: 0 }', 'audit.retention.years: must be a whole number from 1 to 100'],
    [
      'retention: { categories: { NOBODY: 7 } }',
      'audit.retention.categories.NOBODY: is no category',
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
    ['url: "postgres://a@db.example/x", db: x.db', 'audit.url: is given beside db'],
    ['ca: ca.pem', 'audit.ca: is for a server (url)'],
    ['enroll: [a+b+c]', 'audit.enroll: is for a server (url)'],
  ])('is refused when its configuration is unsafe or ambiguous: %s', (yaml, line) => {
    expect(problems(() => audit(yaml))).toEqual([expect.stringContaining(line)]);
  });

  it('never prints its password', () => {
    const shown = problems(() => audit('url: "postgres://a:hunter2@db.example/x?sslmode=allow"'));
    expect(shown.join()).not.toContain('hunter2');
  });
});

describe('the settings for denied operations and patients out of reach', () => {
  it('are filter and hide by default, and refuse unknown values', () => {
    expect(load(MINIMAL).authorization).toMatchObject({ mode: 'filter', unreached: 'hide' });
    const strict = `${MINIMAL}\nauthorization: { mode: reject, unreached: error }`;
    expect(load(strict).authorization).toMatchObject({ mode: 'reject', unreached: 'error' });
    expect(
      problems(() => load(`${MINIMAL}\nauthorization: { mode: lax, unreached: loud }`)),
    ).toEqual([
      expect.stringContaining('authorization.mode: must be one of filter, reject, dry-run'),
      expect.stringContaining('authorization.unreached: must be one of hide, error'),
    ]);
  });
});

describe('the configuration of which patients a role may access (reach)', () => {
  it('is read per role, even for roles named like object properties', () => {
    const config = load(`${MINIMAL}
authorization:
  reach: { physician: all, patient: self, proxy: { self: dependants.id }, __proto__: all, constructor: self,
    nurse: care-team, ward: { list: patients } }
relationships: { url: https://opa.example/ }
`);
    expect([...config.authorization.reach]).toEqual([
      ['physician', { kind: 'all' }],
      ['patient', { kind: 'self', claim: null }],
      ['proxy', { kind: 'self', claim: 'dependants.id' }],
      ['__proto__', { kind: 'all' }],
      ['constructor', { kind: 'self', claim: null }],
      ['nurse', { kind: 'care-team' }],
      ['ward', { kind: 'list', claim: 'patients' }],
    ]);
  });
});

describe('the pseudonym key', () => {
  it('is read from a variable or a file', () => {
    const key = Buffer.from(secretKey(), 'base64');
    const text = load(`${MINIMAL}\npseudonymKey: "\${K}"`, {}, { K: key.toString('base64') });
    expect(text.pseudonymKey).toEqual(new Uint8Array(key));
    writeFileSync(join(folder, 'pseudonym.key'), `${key.toString('hex')}\n`, { mode: 0o600 });
    const file = load(`${MINIMAL}\npseudonymKey: { file: pseudonym.key }`);
    expect(file.pseudonymKey).toEqual(new Uint8Array(key));
  });

  it.each([
    'short',
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(31).toString('hex'),
    'ö'.repeat(40),
  ])('is refused when it has fewer than 32 bytes or no known encoding: %s', (key) => {
    expect(problems(() => load(`${MINIMAL}\npseudonymKey: "${key}"`))).toEqual([
      expect.stringMatching(/pseudonymKey: must hold at least 32 bytes/),
    ]);
  });
});

function withSmallAreas(text: string) {
  return load(`${MINIMAL}\ndeidentification: { smallAreas: ${text} }`);
}

describe('the configured ZIP code areas with few inhabitants', () => {
  it('are those of the latest census by default', () => {
    expect(load(MINIMAL).deidentification.smallAreas).toBe(SMALL_AREAS);
  });

  it('are a list with its day and source, inline or in a file', () => {
    const text = '{ asOf: 2030-04-01, source: US Census 2030, areas: ["036", "999", "036"] }';
    const areas = { asOf: '2030-04-01', source: 'US Census 2030', areas: new Set(['036', '999']) };
    expect(withSmallAreas(text).deidentification.smallAreas).toEqual(areas);
    const yaml = 'asOf: 2030-04-01\nsource: US Census 2030\nareas: ["036", "999"]\n';
    writeFileSync(join(folder, 'areas.yaml'), yaml);
    expect(withSmallAreas('{ file: areas.yaml }').deidentification.smallAreas).toEqual(areas);
    writeFileSync(
      join(folder, 'areas.json'),
      JSON.stringify({ ...areas, areas: [...areas.areas] }),
    );
    expect(withSmallAreas('{ file: areas.json }').deidentification.smallAreas).toEqual(areas);
  });

  it('are refused with every problem at once', () => {
    const bad = '{ asOf: April 2020, areas: [036, "59", "102", "1O2"], since: 2020 }';
    const told = [
      'asOf: must be the day of the count, such as 2020-04-01',
      'source: must be who counted, and who says so',
      'areas[0]: must be the first three digits of ZIP codes, in quotation marks, such as "036"',
      'areas[1]: must be the first three digits of ZIP codes, in quotation marks, such as "036"',
      'areas[3]: must be the first three digits of ZIP codes, in quotation marks, such as "036"',
      'since: is not known. Remove it or fix its spelling',
    ];
    const inline = problems(() => withSmallAreas(bad)).map((line) => line.replace(/^.*?: /, ''));
    expect(inline).toEqual(told.map((line) => `deidentification.smallAreas.${line}`));
    writeFileSync(join(folder, 'bad.yaml'), bad);
    const [inFile, ...others] = problems(() => withSmallAreas('{ file: bad.yaml }'));
    expect(inFile).toContain(
      `deidentification.smallAreas.file: ${told.map((line) => `line 1, ${line}`).join('; ')}`,
    );
    expect(others).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ['036', /smallAreas: must be a section with keys/],
    ['{}', /smallAreas.asOf: .*\n.*smallAreas.source: .*\n.*smallAreas.areas: must be a list/],
    ['{ asOf: 2020-02-30, source: x, areas: ["036"] }', /asOf: must be the day of the count/],
    ['{ asOf: 2020-04-01, source: x, areas: [] }', /areas: must name at least one area/],
    ['{ file: missing.yaml }', /smallAreas.file: .*the file can't be read/],
    ['{ file: missing.yaml, areas: ["036"] }', /areas: is not known/],
    ['{ file: broken.yaml }', /smallAreas.file: .*not valid YAML/],
    [
      '{ file: empty.yaml }',
      /smallAreas.file: line 1, asOf: .*; line 1, source: .*; line 1, areas: /,
    ],
  ])('are refused when they are %s', (text, expected) => {
    writeFileSync(join(folder, 'broken.yaml'), 'areas: [');
    writeFileSync(join(folder, 'empty.yaml'), '');
    expect(problems(() => withSmallAreas(text)).join('\n')).toMatch(expected);
  });
});

describe('the setting for lists of objects with pseudonymized ids', () => {
  it('is to serve them without paging by default', () => {
    expect([loadLists(''), loadLists('deidentification: { lists: order }')]).toEqual([
      'refuse-paging',
      'order',
    ]);
    expect(problems(() => loadLists('deidentification: { lists: shuffled }'))).toEqual([
      expect.stringContaining('deidentification.lists: must be one of order, refuse-paging, as-is'),
    ]);
  });
});

function loadLists(text: string) {
  return load(`${MINIMAL}\n${text}`).deidentification.lists;
}

describe('the flags of serve', () => {
  it('are enough to start without a configuration file', () => {
    const config = loadConfig(
      {
        subgraph: ['patients=http://127.0.0.1:1/graphql', 'claims=https://claims.example/graphql'],
        subgraphSdl: ['claims=claims.graphql'],
        reach: ['physician=all', 'patient=self'],
        issuer: 'https://id.example',
        audience: 'phi',
        jwks: 'keys.json',
        port: '0',
        auditDb: 'ledger.db',
      },
      {},
    );
    expect(config.graph.subgraphs).toEqual([
      { name: 'patients', url: 'http://127.0.0.1:1/graphql', sdl: null },
      {
        name: 'claims',
        url: 'https://claims.example/graphql',
        sdl: join(process.cwd(), 'claims.graphql'),
      },
    ]);
    expect(config.identity.issuers[0]?.jwks).toEqual({
      kind: 'file',
      path: join(process.cwd(), 'keys.json'),
    });
    expect(config.server.port).toBe(0);
    expect(config.audit.location).toEqual({
      kind: 'sqlite',
      path: join(process.cwd(), 'ledger.db'),
    });
    expect(config.authorization.reach.get('patient')).toEqual({ kind: 'self', claim: null });
  });

  it('override the file and leave its other keys', () => {
    const config = load(`${MINIMAL}\nserver: { port: 1, get: true }`, {
      port: '2',
      audience: 'other',
      subgraphSdl: ['patients=p.graphql'],
    });
    expect(config.server).toMatchObject({ port: 2, get: true });
    expect(config.identity.issuers[0]).toMatchObject({
      issuer: 'https://id.example',
      audience: 'other',
    });
    expect(config.graph.subgraphs[0]).toMatchObject({
      url: 'http://127.0.0.1:4101/graphql',
      sdl: join(process.cwd(), 'p.graphql'),
    });
  });

  it('are checked like the file', () => {
    const lines = problems(() =>
      load(MINIMAL, {
        port: 'x',
        host: '0.0.0.0',
        subgraph: ['patients'],
        reach: ['a=everybody', 'b=all', 'b=self'],
        auditDb: 'postgres://db/x',
      }),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/--subgraph NAME=URL: "patients" has another form/),
        expect.stringMatching(/--reach ROLE=self\|all: b is given twice/),
        expect.stringMatching(/server.port/),
        expect.stringMatching(/authorization.reach.a/),
        expect.stringMatching(/audit.url: must name a user and a database/),
      ]),
    );
  });

  it('are not expanded, since the shell has done that', () => {
    expect(load(MINIMAL, { audience: '${X}' }).identity.issuers[0]?.audience).toBe('${X}');
  });

  it('are refused if they could mean several issuers', () => {
    const two = MINIMAL.concat(
      '    - { issuer: https://b, audience: phi, jwks: keys.json, namesPatients: false }\n',
    ).replace(
      'issuer: https://id.example',
      'issuer: https://id.example\n      namesPatients: true',
    );
    expect(problems(() => load(two, { audience: 'x' }))).toEqual([
      expect.stringMatching(/names several issuers/),
    ]);
  });
});
