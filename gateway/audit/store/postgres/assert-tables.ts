import { StartError } from '../../../platform/errors.ts';
import { assertSchema } from './assert-schema.ts';
import type { PostgresClient } from './connect.ts';
import { hasTables, versionOfTables } from './table-state.ts';

/**
 * Throws a `StartError` unless the database has a ledger of this version, and only its owner can create objects in its schema.
 */
export async function assertTables(client: PostgresClient, where: string): Promise<void> {
  if (!(await hasTables(client))) {
    throw new StartError([
      `There is no audit ledger at ${where}. As the owner of its tables run: phi-gateway audit migrate --db URL`,
    ]);
  }
  // Check this before reading: objects of another role would run with the rights of this login.
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
