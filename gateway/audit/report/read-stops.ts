import { unpackLeaves } from '../tree/batch.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import { openReadable } from '../store/sqlite/sqlite.ts';

/**
 * Ids of the break-glass grants that a ledger says were stopped since a time (UTC ms), so that a gateway
 * which starts again doesn't take them. Reads batch by batch from the end, and no further back than that.
 */
export function readStops(path: string, since: number): readonly string[] {
  const database = openReadable(path);
  try {
    const before = database.prepare<[number], { first: number; leaves: Buffer }>(
      'SELECT first, leaves FROM batches WHERE first < ? ORDER BY first DESC LIMIT 1',
    );
    const ids: string[] = [];
    let row = before.get(Number.MAX_SAFE_INTEGER);
    for (; row !== undefined; row = before.get(row.first)) {
      const leaves = unpackLeaves(row.leaves) ?? [];
      for (const bytes of leaves) {
        const leaf = bytes.includes(STOP) ? parseLeaf(bytes) : null;
        const isStop = leaf?.kind === 'breakglass.stop' && leaf.reason === 'STOPPED';
        if (isStop && leaf.breakGlass !== null) ids.push(leaf.breakGlass.id);
      }
      const [oldest] = leaves;
      if (oldest !== undefined && (parseLeaf(oldest)?.at ?? 0) < since) break;
    }
    return ids;
  } finally {
    database.close();
  }
}

const STOP = '"kind":"breakglass.stop"';
