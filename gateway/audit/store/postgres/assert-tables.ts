import { StartError } from '../../../errors.ts';
import type { PostgresClient } from './connect.ts';
import { stateOfTables } from './table-state.ts';

/** Throws a `StartError` unless the database holds a ledger that this version can read. */
export async function assertTables(client: PostgresClient, where: string): Promise<void> {
  const state = await stateOfTables(client);
  switch (state) {
    case 'current':
      return;
    case 'none':
      throw new StartError([
        `There is no audit ledger at ${where}. As the owner of its tables run: phi-gateway audit migrate --db URL`,
      ]);
    case 'older':
      throw new StartError([
        `The tables of ${where} are of an older version. As their owner run: phi-gateway audit migrate --db URL`,
      ]);
    case 'newer':
      throw new StartError([
        `The tables of ${where} are of a newer version than this phi-gateway. Update it.`,
      ]);
    default:
      state satisfies never;
  }
}
