import { StartError } from '../../../platform/errors.ts';
import type { PostgresClient } from './connect.ts';
import { findForeignObjects } from './foreign-objects.ts';

/** Throws a `StartError` where something would change what is written, or a check of it is missing. */
export async function assertSound(client: PostgresClient, where: string): Promise<void> {
  const active = (await findForeignObjects(client)).find(({ isActive }) => isActive);
  if (active === undefined) return;
  const mend = active.isCheck
    ? 'As the owner of its tables run: phi-gateway audit migrate --db URL'
    : `Run: phi-gateway audit verify --db ${where}`;
  throw new StartError([
    `The audit ledger at ${where} is not as its migrations make it: ${active.text} ${mend}`,
  ]);
}
