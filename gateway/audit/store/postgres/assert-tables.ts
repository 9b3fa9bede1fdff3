import { StartError } from '../../../platform/errors.ts';
import { assertSchema } from './assert-schema.ts';
import type { PostgresClient } from './connect.ts';
import { hasTables, versionOfTables } from './table-state.ts';

/**
 * Throws a `StartError` unless the database holds a ledger that this version can read, and only its owner can put
 * anything beside it.
 */
export async function assertTables(client: PostgresClient, where: string): Promise<void> {
  if (!(await hasTables(client))) {
    throw new StartError([
      `There is no audit ledger at ${where}. As the owner of its tables run: phi-gateway audit migrate --db URL`,
    ]);
  }
  // Before anything is read: what another role has put there would run with our rights.
  await assertSchema(client, where);
  const version = await versionOfTables(client);
  switch (version) {
    case 'current':
      return;
    case 'older':
      throw new StartError([
        `The tables of ${where} are of an older version. As their owner run: phi-gateway audit migrate --db URL`,
      ]);
    case 'newer':
      throw new StartError([
        `The tables of ${where} are of a newer version than this phi-gateway. Update it.`,
      ]);
    default:
      version satisfies never;
  }
}
