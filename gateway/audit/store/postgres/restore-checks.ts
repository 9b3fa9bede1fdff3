import { APPEND_CHECKS, APPEND_TRIGGERS } from './append-checks.ts';
import { connect } from './connect.ts';
import { createCheck } from './create-check.ts';
import { findForeignObjects } from './foreign-objects.ts';
import { LOCK_MS } from './lock-timeout.ts';
import { SIZE_CHECKS, SIZE_TRIGGERS } from './size-checks.ts';
import type { PostgresServer } from '../ledger-location.ts';

/** Restores the functions and triggers of the migrations if one was changed, disabled or removed. Returns whether one was. */
export async function restoreChecks(server: PostgresServer): Promise<boolean> {
  const client = await connect(server);
  try {
    const found = await findForeignObjects(client);
    if (!found.some(({ isCheck }) => isCheck)) return false;
    await client.query(`BEGIN; SET LOCAL lock_timeout = ${LOCK_MS}`);
    for (const check of [...APPEND_CHECKS, ...SIZE_CHECKS])
      await client.query(createCheck(check, 'OR REPLACE '));
    for (const trigger of [...APPEND_TRIGGERS, ...SIZE_TRIGGERS])
      await client.query(replace(trigger));
    await client.query('COMMIT');
    return true;
  } finally {
    await client.end();
  }
}

function replace(trigger: string): string {
  const [, name, table] = /^CREATE TRIGGER (\w+) .* ON (phi_audit\.\w+)/s.exec(trigger) ?? [];
  return `DROP TRIGGER IF EXISTS ${name} ON ${table}; ${trigger}`;
}
