import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../../gateway/config/load-config.ts';
import {
  assertGraphCache,
  assertLedgerFiles,
} from '../../../../gateway/config/start/assert-ledger-files.ts';
import { createSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import { createGraphCache } from '../../../../gateway/pipeline/supergraph/graph-cache.ts';
import { SettingsError } from '../../../../gateway/platform/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-ledger-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The settings of a ledger at this path. */
function auditOf(db: string, more = '') {
  const config = join(folder, 'phi.yaml');
  writeFileSync(
    config,
    `graph: { subgraphs: [{ name: unused, url: http://127.0.0.1:1/ }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: https://id.example/jwks }] }
audit: { db: "${db}"${more} }
`,
  );
  return loadConfig({ config, subgraph: [], subgraphSdl: [], reach: [] }, {}).audit;
}

/** The settings with a problem, for a ledger at this path. */
const faultySettings = (db: string) => problemsOf(() => assertLedgerFiles(auditOf(db)));

function problemsOf(check: () => void): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map((line) => line.split(':')[0] ?? '');
  }
}

it('the check of ledger files at the start reports audit.db, audit.key and audit.guard if each path is a folder', () => {
  const db = join(folder, 'audit.db');
  for (const file of [db, `${db}.key`, `${db}.guard`]) mkdirSync(file);
  expect(faultySettings(db)).toEqual(['audit.db', 'audit.key', 'audit.guard']);
});

it('the check of ledger files at the start reports only audit.db if the folder of all three is a file', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  expect(faultySettings(join(file, 'audit.db'))).toEqual(['audit.db']);
});

it('the check of ledger files at the start refuses the guard as a sink, because a gateway stops when its guard is replaced', () => {
  const db = join(folder, 'published', 'audit.db');
  const sinks = `, publish: { sinks: [{ file: "${db}.checkpoint" }, { file: "${db}.guard" }] }`;
  expect(problemsOf(() => assertLedgerFiles(auditOf(db, sinks)))).toEqual([
    'audit.publish.sinks[1].file',
  ]);
});

describe('a file for the composed graph', () => {
  const db = join(folder, 'cached', 'audit.db');
  const problems = (file: string) =>
    problemsOf(() => assertGraphCache(join(folder, 'cached', file), auditOf(db)));

  it('is refused if it is the key of the ledger or any other file that holds no such graph', () => {
    createSigningKey(`${db}.key`);
    writeFileSync(
      join(folder, 'cached', 'schema.graphql'),
      `type Query { a: Int } #${'-'.repeat(40)}`,
    );
    for (const file of ['audit.db.key', 'schema.graphql'])
      expect(problems(file)).toEqual(['graph.cache']);
  });

  it('is taken if it is new, empty, or holds a graph of another key', () => {
    const other = createGraphCache(
      join(folder, 'cached', 'other'),
      createSigningKey(`${db}.other`),
    );
    other.write('sources', { graph: 1 });
    writeFileSync(join(folder, 'cached', 'empty'), '');
    for (const file of ['new', 'empty', 'other']) expect(problems(file)).toEqual([]);
    expect(readFileSync(join(folder, 'cached', 'other')).length).toBeGreaterThan(32);
  });
});
