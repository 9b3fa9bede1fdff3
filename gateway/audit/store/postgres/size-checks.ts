import { sql, type Kysely } from '../../../platform/kysely.ts';
import { createCheck, type Check } from './create-check.ts';
import { MAX_BYTES, MAX_TEXT_BYTES } from './size-limits.ts';

/**
 * Creates triggers that refuse values which are too large to be read again, also from a stolen login: one such value would
 * prevent reading and verifying the ledger. A released step: it must never be edited.
 */
export async function createSizeChecks(database: Kysely<unknown>): Promise<void> {
  for (const check of SIZE_CHECKS) await sql.raw(createCheck(check)).execute(database);
  for (const statement of SIZE_TRIGGERS) await sql.raw(statement).execute(database);
}

function defineCheck(name: string, isLarge: string): Check {
  const text = `
    BEGIN
      IF ${isLarge} THEN
        RAISE EXCEPTION 'A value is too large to be read again.' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END `;
  return { name, text };
}

export const SIZE_CHECKS: readonly Check[] = [
  defineCheck(
    'check_batch_size',
    `octet_length(NEW.leaves) > ${MAX_BYTES} OR octet_length(NEW.hashes) > ${MAX_BYTES}
        OR octet_length(NEW.root) <> 32 OR octet_length(NEW.note) > ${MAX_TEXT_BYTES}
        OR octet_length(NEW.signer) > ${MAX_TEXT_BYTES}`,
  ),
  defineCheck(
    'check_opening_size',
    `octet_length(NEW.commitment) > ${MAX_TEXT_BYTES} OR octet_length(NEW.salt) > ${MAX_TEXT_BYTES}
        OR octet_length(NEW.text) > ${MAX_BYTES}`,
  ),
  defineCheck('check_identities_size', `octet_length(NEW.openings) > ${MAX_BYTES}`),
];

export const SIZE_TRIGGERS: readonly string[] = [
  `CREATE TRIGGER batch_is_bounded BEFORE INSERT OR UPDATE ON phi_audit.batches
    FOR EACH ROW EXECUTE FUNCTION phi_audit.check_batch_size()`,
  `CREATE TRIGGER opening_is_bounded BEFORE INSERT OR UPDATE ON phi_audit.openings
    FOR EACH ROW EXECUTE FUNCTION phi_audit.check_opening_size()`,
  `CREATE TRIGGER identities_are_bounded BEFORE INSERT OR UPDATE ON phi_audit.identities
    FOR EACH ROW EXECUTE FUNCTION phi_audit.check_identities_size()`,
];
