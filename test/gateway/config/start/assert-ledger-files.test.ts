import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { loadConfig } from '../../../../gateway/config/load-config.ts';
import { assertLedgerFiles } from '../../../../gateway/config/start/assert-ledger-files.ts';
import { SettingsError } from '../../../../gateway/platform/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-ledger-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The settings with a problem, for a ledger at this path. */
function faultySettings(db: string): readonly string[] {
  const config = join(folder, 'phi.yaml');
  writeFileSync(
    config,
    `graph: { subgraphs: [{ name: unused, url: http://127.0.0.1:1/ }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: https://id.example/jwks }] }
audit: { db: "${db}" }
`,
  );
  const { audit } = loadConfig({ config, subgraph: [], subgraphSdl: [], reach: [] }, {});
  try {
    assertLedgerFiles(audit);
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
