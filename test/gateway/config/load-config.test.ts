import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../gateway/config/load-config.ts';
import { MINIMAL, NO_FLAGS, useConfigFolder } from './config-folder.ts';

const { folder, load, problems } = useConfigFolder();

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

describe('loading the configuration file', () => {
  it('gives the defaults for server, issuer, authorization and ledger settings that the file omits', () => {
    const config = load(MINIMAL);
    expect(config.server).toEqual({
      host: '127.0.0.1',
      port: 4000,
      workers: 1,
      publicUrl: null,
      tls: null,
      trustedProxies: [],
      proxyHops: null,
      forwardedHeader: 'x-forwarded-for',
      clientCertificateHeader: null,
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
      compressPhi: false,
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

  it('gives no policy source by default, gives a configured one with default options, and reports each invalid option', () => {
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

  it('accepts a pattern and a normalization form for patient ids, and reports invalid ones', () => {
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
server: { port: 70000, host: 0.0.0.0, color: blue }
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
        expect.stringMatching(/^phi.yaml:\d+: server.color: is not known/),
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

  it('refuses a file that is missing or invalid YAML, or that has duplicate keys or aliases', () => {
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
    // Also together with other problems in the same or another section.
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
    const claimsUsed = relationships(', claims: { practitioner: practitioner }');
    expect(
      problems(() => load(twoIssuers(each, `${each}, namesStaff: false`) + claimsUsed)),
    ).toEqual([
      expect.stringMatching(/^phi.yaml:4: identity.issuers\[0\].namesStaff: is required/),
    ]);
    const both = twoIssuers(`${each}, namesStaff: true`, `${each}, namesStaff: false`);
    expect(trust(load(both + claimsUsed))).toEqual([
      [true, true],
      [true, false],
    ]);
    expect(problems(() => load(twoIssuers(each, each) + relationships('')))).toEqual([]);
  });

  it('requires namesStaff for each of several issuers if a file names staff', () => {
    const each = ', namesPatients: true';
    const admin = 'admin: { roles: [auditor], directory: { staff: staff.csv } }\n';
    expect(problems(() => load(twoIssuers(each, `${each}, namesStaff: true`) + admin))).toEqual([
      expect.stringMatching(/^phi.yaml:4: identity.issuers\[0\].namesStaff: is required/),
    ]);
  });

  it('reports no line for a flag, the line of the first section for a missing section, and line 1 for a file that is a list', () => {
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
    ['color: blue', 'color', null],
  ])(
    'suggests the nearest known key, or else to remove the key, for an unknown key: %s',
    (yaml, path, key) => {
      const line = problems(() => load(yaml)).find((each) =>
        each.includes(` ${path}: is not known`),
      );
      expect(line).toBe(
        `phi.yaml:1: ${path}: is not known. ${key === null ? 'Remove it or fix its spelling' : `Did you mean ${key}?`}`,
      );
    },
  );

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

  it('never prints the value of a setting in a problem, because it may be a secret', () => {
    const lines = problems(() =>
      load(
        `${MINIMAL}\npseudonymKey: hunter2\nserver: { port: "hunter2" }\nlog: { level: hunter2 }`,
      ),
    );
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('\n')).not.toContain('hunter2');
  });
});

describe('variables in the configuration', () => {
  it('are expanded in values, with the given default if they are unset or empty', () => {
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

  it('whose name is not one are refused without the text, which may be part of a secret', () => {
    const yaml = `${MINIMAL}\naudit: { origin: "\${MY-NAME:-hunter2}" }`;
    expect(problems(() => load(yaml))).toEqual([
      expect.stringMatching(/audit.origin: holds a \$\{…\} that names no variable/),
    ]);
    expect(problems(() => load(yaml)).join()).not.toContain('hunter2');
  });

  it('are not expanded in the value of another variable or after $$', () => {
    const yaml = MINIMAL.replace('audience: phi', () => 'audience: ${A}').concat(
      '\nlog: { level: info }',
    );
    expect(load(yaml, {}, { A: '${B}' }).identity.issuers[0]?.audience).toBe('${B}');
    expect(
      load(MINIMAL.replace('audience: phi', () => 'audience: $${A}')).identity.issuers[0]?.audience,
    ).toBe('${A}');
  });
});

describe('a configuration key that this version does not have', () => {
  it.each([
    ['console: {}', 'console: is not known'],
    ['errors: {}', 'errors: comes with a later version'],
  ])('is refused, not ignored: %s', (yaml, line) => {
    expect(problems(() => load(`${MINIMAL}\n${yaml}`))).toEqual([expect.stringContaining(line)]);
  });
});
