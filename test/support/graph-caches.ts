import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigningKey } from '../../gateway/audit/store/files/signing-key.ts';

/** The folder of this process; null before its first use. */
let folder: string | null = null;

/**
 * The file for `graph.cache` of gateways in front of these subgraphs, so that a graph is composed once for all gateways
 * that this process starts.
 */
export function graphCacheFile(subgraphs: unknown): string {
  const name = createHash('sha256').update(JSON.stringify(subgraphs)).digest('hex');
  return join(cacheFolder(), name);
}

/**
 * Gives a ledger that is still to begin the signing key of all gateways that this process starts: a gateway takes a graph
 * only from a cache that was written with its own key.
 */
export function shareSigningKey(ledger: string): void {
  const key = `${ledger}.key`;
  if (!existsSync(ledger) && !existsSync(key)) copyFileSync(join(cacheFolder(), KEY), key);
}

const KEY = 'signing.key';

function cacheFolder(): string {
  if (folder !== null) return folder;
  const created = mkdtempSync(join(tmpdir(), 'phi-graphs-'));
  createSigningKey(join(created, KEY));
  process.once('exit', () => rmSync(created, { recursive: true, force: true }));
  folder = created;
  return created;
}
