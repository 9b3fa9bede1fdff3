import { parseLeaf } from '../record/parse-leaf.ts';
import type { LedgerLocation } from '../store/ledger-location.ts';
import { openReader } from '../store/open-reader.ts';
import { unpackLeaves } from '../tree/batch.ts';

/**
 * Ids of the break-glass grants that a ledger says were stopped since a time (UTC ms), so that a gateway
 * which starts again doesn't take them. Reads batch by batch from the end, and no further back than that.
 */
export async function readStops(
  location: LedgerLocation,
  since: number,
): Promise<readonly string[]> {
  const reader = await openReader(location);
  try {
    const ids: string[] = [];
    for await (const { batch } of reader.newest()) {
      const leaves = (batch === null ? null : unpackLeaves(batch.leaves)) ?? [];
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
    await reader.close();
  }
}

const STOP = '"kind":"breakglass.stop"';
