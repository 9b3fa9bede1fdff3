import { pickFromLedger } from '../../../../gateway/audit/chain/pick-from-ledger.ts';
import { readStops } from '../../../../gateway/access/break-glass/read-stops.ts';
import { listHolds } from '../../../../gateway/audit/maintain/retain/list-holds.ts';
import type { LedgerLocation } from '../../../../gateway/audit/store/ledger-location.ts';

/** Everything that reports, holds and break-glass stops read from a ledger, to be compared. */
export async function everythingReported(location: LedgerLocation): Promise<string> {
  const reported: unknown[] = [];
  const choice = { searchText: '', pick: (leaf: unknown, facts: unknown) => [[leaf, facts]] };
  const onDamaged = (index: number) => reported.push(`damaged ${index}`);
  const onPruned = (ranges: unknown) => reported.push(ranges);
  for await (const item of pickFromLedger({ location, choice, onDamaged, onPruned }))
    reported.push(item);
  const { ids } = await readStops(location, { now: 0, ms: 0 });
  return JSON.stringify([reported, await listHolds(location), ids]);
}
