import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeSdl, HEAD } from '../support/compose-subgraphs.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { selfSigned } from '../support/self-signed.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-problems-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

const GRAPH = `graph:
  subgraphs:
    - { name: people, url: "http://127.0.0.1:1/graphql", sdl: people.graphql }
`;
const IDENTITY = `identity:
  issuers: [{ issuer: "https://id.example", audience: phi, jwks: "https://id.example/jwks" }]
`;
const AUTHORIZATION = `authorization:
  reach: { nurse: all }
`;
const AUDIT = `audit: { db: ledger/audit.db }
`;

const PEOPLE = `${HEAD}type Query { people: [Person!]! }
type Person @key(fields: "id") { id: ID! ssn: String @phi(category: SSN) @role(anyOf: ["nurse"]) }`;

beforeAll(() => {
  const [one, other] = [selfSigned(), selfSigned()];
  const files: Record<string, string> = {
    'people.graphql': PEOPLE,
    'unmarked.graphql': 'type Query { a: Int @phi }',
    'one.pem': one.cert,
    'other.key': other.key,
    'a-file': '',
    'text.db': 'not a database',
    'open.key': 'x',
    'not-a.key': 'x',
    'private.json': JSON.stringify({ keys: [{ kty: 'EC', d: 'x' }] }),
    'guard.note': 'x',
    'rules.mjs': 'export default { Perso: {} };\nsetInterval(() => {}, 60_000);\n',
    'throws.mjs': 'throw new Error("secret");',
    'small.key': 'c2hvcnQ=',
    'operation.graphql': 'query ($patients: [ID!]!) { nobody(ids: $patients) { patient: id } }',
  };
  for (const [name, text] of Object.entries(files))
    writeFileSync(path(name), text, {
      mode: ['not-a.key', 'small.key'].includes(name) ? 0o600 : 0o644,
    });
  mkdirSync(path('a-folder'));
  const composed = composeSdl({ people: PEOPLE });
  if (!composed.ok) throw new Error('not composed');
  writeFileSync(
    path('super.graphql'),
    composed.supergraphSdl.replaceAll('http://people.test', 'http://127.0.0.1:1/graphql'),
  );
});

/** Runs a command on a configuration; its output is returned without the folder's name. */
async function run(command: 'serve' | 'check', file: string) {
  const { code, out, err } = await runPhiGateway([command, '--config', file], folder);
  expect(`${out}${err}`).not.toMatch(/^ {4}at |Error: /m);
  const lines = err.trimEnd().split('\n');
  return { code, lines: lines.map((line) => line.replaceAll(`${folder}/`, '')) };
}

async function runBoth(name: string, yaml: string) {
  writeFileSync(path(name), yaml);
  const [served, checked] = await Promise.all([run('serve', name), run('check', name)]);
  return { served, checked };
}

const SECONDS = 120_000;

describe('a configuration with many problems', () => {
  const yaml = `server:
  port: 0
  tls:
    cert: none.pem
    key: none.key
graph:
  subgraphs:
    - name: people
      url: http://127.0.0.1:1/graphql
      sdl: nowhere.graphql
identity:
  issuer: https://id.example
  issuers:
    - issuer: https://id.example
      audience: phi
      jwks: missing.json
      revocation: { list: absent.json }
authorization:
  reach: { nurse: all }
  defaultRoles: [doctor]
  rules: { module: absent.mjs }
relationships:
  subgraph: people
  operation: missing.graphql
pseudonymKey: \${NOT_SET_HERE}
audit:
  db: a-file/audit.db
  key: open.key
  guard: a-folder
  checkpoint: missing.note
  deadlineMs: 1
admin:
  roles: [privacy_officer]
  index: text.db
  console: { clientId: console, issuer: "https://other.example" }
subgraph: { identity: { key: not-a.key } }
`;

  it(
    'is refused by serve (exit code 1) and check (2), with each problem and its line once, in the order of the file; neither creates a file',
    async () => {
      const before = readdirSync(folder);
      const { served, checked } = await runBoth('many.yaml', yaml);
      expect(served.lines.map((line) => line.replace('phi-gateway: many.yaml:', ''))).toEqual([
        "4: server.tls.cert: none.pem: the certificate can't be read. Fix the path or its permissions.",
        "5: server.tls.key: none.key: the private key can't be read. Fix the path or its permissions.",
        "10: graph.subgraphs[0].sdl: subgraph people: its schema nowhere.graphql can't be read. Fix the path or its permissions.",
        '12: identity.issuer: is not known. Did you mean `issuers`?',
        '16: identity.issuers[0].jwks: missing.json: cannot be read as a JSON Web Key Set. Fix the path.',
        '17: identity.issuers[0].revocation.list: absent.json: the list of revoked tokens cannot be read. Fix the path or its permissions.',
        '20: authorization.defaultRoles: which patients does "doctor" reach? Give --reach doctor=self or --reach doctor=all.',
        "21: authorization.rules.module: absent.mjs: can't be loaded as a module (it threw Error). Run it with node to see why.",
        "24: relationships.operation: the file can't be read. Fix the path or its permissions",
        '25: pseudonymKey: the variable NOT_SET_HERE is not set. Set it; what is not a secret can have a default, ${NOT_SET_HERE:-default}.',
        `27: audit.db: The audit ledger a-file/audit.db cannot be written: ${folder}/a-file is not a folder. Fix the path.`.replace(
          `${folder}/`,
          '',
        ),
        '28: audit.key: The audit key open.key is readable by other users. Run: chmod 600 open.key',
        '29: audit.guard: The guard a-folder cannot be written: it is not a file. Name one.',
        '30: audit.checkpoint: missing.note cannot be read: it does not exist. Fix the path.',
        '31: audit.deadlineMs: must be a whole number from 10 to 60000',
        '34: admin.index: text.db is not a report index and was left unchanged. Name another file for the index, or remove this one.',
        '35: admin.console.issuer: must be the issuer of one of identity.issuers.',
        '36: subgraph.identity.key: The identity key not-a.key is not a P-256 private key in PEM.',
      ]);
      expect(served.code).toBe(1);
      expect(checked).toEqual({ code: 2, lines: served.lines });
      expect(readdirSync(folder)).toEqual([...before, 'many.yaml'].toSorted());
    },
    SECONDS,
  );
});

const UNREADABLE_MARKS = 'a subgraph with @phi and without a @link';

/** A configuration with one problem, and the line that both commands print. */
const KINDS: readonly [string, string, RegExp][] = [
  [
    'a certificate with the key of another one',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}server: { port: 0, tls: { cert: one.pem, key: other.key } }`,
    /:\d: server\.tls: one\.pem and other\.key are not a certificate with its key/,
  ],
  [
    'a key set with a private key',
    `${GRAPH}${IDENTITY.replace('https://id.example/jwks', 'private.json')}${AUTHORIZATION}${AUDIT}`,
    /:5: identity\.issuers\[0\]\.jwks: private\.json: key 0 is a private key/,
  ],
  [
    'a role of the schema without an entry in authorization.reach',
    `${GRAPH}${IDENTITY}authorization: { reach: { doctor: all } }\n${AUDIT}`,
    /:6: authorization\.reach: which patients does "nurse" reach\?/,
  ],
  [
    'rules for types that do not exist, in a module that keeps a timer',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}  rules: { module: rules.mjs }\n${AUDIT}`,
    /:8: authorization\.rules\.module: rules\.mjs: Perso is not a type/,
  ],
  [
    'a rules module that throws',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}  rules: { module: throws.mjs }\n${AUDIT}`,
    /:8: authorization\.rules\.module: throws\.mjs: can't be loaded/,
  ],
  [
    'a relationship operation that does not fit its subgraph',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}relationships:\n  subgraph: people\n  operation: operation.graphql`,
    /:11: relationships\.operation: does not fit the subgraph/,
  ],
  [
    'an operation for facts in a subgraph that does not exist',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}admin: { roles: [p], facts: { patients: [{ subgraph: none, operation: operation.graphql }] } }`,
    /:9: admin\.facts\.patients\[0\]\.subgraph: the graph has no "none"/,
  ],
  [
    UNREADABLE_MARKS,
    `${GRAPH.replace('people.graphql', 'unmarked.graphql')}${IDENTITY}${AUTHORIZATION}${AUDIT}`,
    /MARK_NOT_LINKED|uses @phi/,
  ],
  [
    'a subgraph schema in place of the supergraph',
    `graph: { supergraph: people.graphql }\n${IDENTITY}${AUTHORIZATION}${AUDIT}`,
    /:1: graph\.supergraph: people\.graphql: is not a supergraph/,
  ],
  [
    'a text file in place of the ledger',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}audit: { db: text.db }`,
    /:8: audit\.db: text\.db is not an audit ledger/,
  ],
  [
    'a guard in a folder that does not exist',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}audit: { db: ledger/audit.db, guard: nowhere/guard }`,
    /:8: audit\.guard: The guard nowhere\/guard cannot be written: the folder nowhere does not exist/,
  ],
  [
    'a ledger with a guard file and without its key',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}audit: { db: ledger/audit.db, guard: guard.note }`,
    /:8: audit\.key: The audit key ledger\/audit\.db\.key is missing/,
  ],
  [
    'a name of the ledger key that is too long',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}audit: { db: ledger/audit.db, key: ${'k'.repeat(300)} }`,
    /:8: audit\.key: The audit key k+ cannot be read/,
  ],
  [
    'a missing certificate authority file for PostgreSQL',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}audit: { url: "postgres://u@127.0.0.1:1/db", ca: none.pem }`,
    /:8: audit\.ca: none\.pem cannot be read/,
  ],
  [
    'a missing certificate authority file for the store of limits',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}limits: { store: { url: "rediss://127.0.0.1", ca: none.pem } }`,
    /:9: limits\.store\.ca: none\.pem cannot be read: it does not exist\. Fix the path/,
  ],
  [
    'a text in audit.enroll that is not a key',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}audit: { url: "postgres://u@127.0.0.1:1/db", enroll: [someone] }`,
    /:8: audit\.enroll\[0\]: someone is not a key for the ledger phi-gateway/,
  ],
  [
    'an identity key in a folder that does not exist',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}subgraph: { identity: { key: nowhere/key } }`,
    /:9: subgraph\.identity\.key: The identity key nowhere\/key cannot be read or created/,
  ],
  [
    'a secret key that is too short',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}pseudonymKey: { file: small.key }`,
    /:9: pseudonymKey: must hold at least 32 bytes/,
  ],
  [
    'HTTP/2 to a subgraph without https',
    `${GRAPH.replace('sdl:', 'http2: true, sdl:')}${IDENTITY}${AUTHORIZATION}${AUDIT}`,
    /:3: graph\.subgraphs\[0\]\.http2: needs an https:\/\/ URL, unlike that of people/,
  ],
  [
    'HTTP/2 to a subgraph whose URL in the supergraph is not https',
    `graph: { supergraph: super.graphql, trustSupergraph: true }\n${IDENTITY}${AUTHORIZATION}${AUDIT}subgraph: { http2: true }`,
    /:7: subgraph\.http2: needs an https:\/\/ URL, unlike that of people/,
  ],
  [
    'the port of clients as the port of metrics',
    `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}server: { port: 4999, metrics: { port: 4999 } }`,
    /:9: server\.metrics\.port: is the port of clients/,
  ],
];

describe('a configuration with one problem', () => {
  it.each(KINDS)(
    'is refused by serve in one line, and by check in the same line or in its report on stdout; neither creates a ledger: %s',
    async (what, yaml, expected) => {
      const { served, checked } = await runBoth(`${what.replaceAll(/\W+/g, '-')}.yaml`, yaml);
      expect(served.lines).toEqual([expect.stringMatching(/^phi-gateway: [\w-]+\.yaml:/)]);
      expect(served.lines[0]).toMatch(expected);
      expect(served.code).toBe(1);
      expect([1, 2]).toContain(checked.code);
      // Problems of marks are in the report on stdout.
      expect(checked.lines).toEqual(what === UNREADABLE_MARKS ? [''] : served.lines);
      expect(existsSync(path('ledger'))).toBe(false);
    },
    SECONDS,
  );
});

describe('a configuration with the URL of a manifest', () => {
  it(
    'is refused by serve and check in the same line, with the place in the file, if a document of the manifest was changed',
    async () => {
      const id = hash('sha256', 'query One { people { id } }');
      const server = createServer((_request, response) =>
        response.end(JSON.stringify({ [id]: 'query One { people { ssn } }' })),
      );
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const yaml = `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}documents:
  manifests:
    - http://127.0.0.1:${port}/persisted_queries.json`;
      const { served, checked } = await runBoth('changed-manifest.yaml', yaml);
      server.close();
      expect(served.lines).toEqual([
        expect.stringMatching(
          /^phi-gateway: changed-manifest\.yaml:11: documents\.manifests\[0\]: document 1 has an id that is not/,
        ),
      ]);
      expect(checked).toEqual({ code: 1, lines: served.lines });
    },
    SECONDS,
  );
});

describe('a valid configuration', () => {
  it(
    'with trustSupergraph: true passes check without asking the subgraphs, which a note says',
    async () => {
      const yaml = `graph: { supergraph: super.graphql, trustSupergraph: true }\n${IDENTITY}${AUTHORIZATION}${AUDIT}`;
      writeFileSync(path('trusted.yaml'), yaml);
      const { code, out, err } = await runPhiGateway(['check', '--config', 'trusted.yaml'], folder);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^note: The schemas of the subgraphs were not checked/);
    },
    SECONDS,
  );

  it.each([
    ['subgraphs with schemas in files', `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}`],
    [
      'keys that the first start creates',
      `${GRAPH}${IDENTITY}${AUTHORIZATION}${AUDIT}subgraph: { identity: { key: first.key } }\nadmin: { roles: [p] }`,
    ],
  ])(
    'passes check, which creates no file, with %s',
    async (what, yaml) => {
      const name = `sound-${what.length}.yaml`;
      writeFileSync(path(name), yaml);
      const before = readdirSync(folder);
      expect(await run('check', name)).toEqual({ code: 0, lines: [''] });
      expect(readdirSync(folder)).toEqual(before);
    },
    SECONDS,
  );
});

describe('a file that is not a configuration', () => {
  it.each<[string, string, string]>([
    ['an empty file', 'empty', ''],
    ['a tab as indentation', 'tabs', 'server:\n\tport: 1\n'],
    ['5,000 nested lists', 'deep', '['.repeat(5_000)],
    ['2 MB of comment', 'huge', `# ${'x'.repeat(2_000_000)}`],
  ])(
    'is refused by serve (exit code 1) and check (2) with a line for each problem: %s',
    async (_what, name, text) => {
      const { served, checked } = await runBoth(`${name}.yaml`, text);
      for (const line of served.lines) expect(line).toMatch(/^phi-gateway: \w+\.yaml:/);
      expect(served.code).toBe(1);
      expect(checked).toEqual({ code: 2, lines: served.lines });
    },
    SECONDS,
  );

  it.each(['a-folder', '/dev/zero'])(
    'is refused by serve (exit code 1) and check (2) in one line if it is a folder or device: %s',
    async (name) => {
      const [served, checked] = await Promise.all([run('serve', name), run('check', name)]);
      expect(served.lines).toEqual([
        expect.stringMatching(/can't be read\. Fix the path|is larger than|is a folder/),
      ]);
      expect([served.code, checked.code]).toEqual([1, 2]);
      expect(checked.lines).toEqual(served.lines);
    },
    SECONDS,
  );
});
