import { writeCanonical } from './canonical-json.ts';
import type { AuditRecord } from './record.ts';
import { splitRecord } from './split-record.ts';

/** What wrote a leaf, and what decided. */
export interface RecordSource {
  /** Name of the gateway instance. */
  readonly gateway: string;
  readonly version: string;
  /** SHA-256, hex, of the supergraph's SDL. */
  readonly schemaHash: string;
  /** SHA-256, hex, of the compiled policy. */
  readonly policyHash: string;
}

/** What the ledger knows of a record and its author doesn't. */
export interface LeafContext {
  /** UUIDv7; the same in all parts of a record, ascending along the ledger. */
  readonly id: string;
  /** UTC ms since 1970. */
  readonly at: number;
  readonly source: RecordSource;
}

/** The format that this code writes and reads. */
export const LEAF_FORMAT = 'phi-gateway/record/v1';

/** No leaf is longer, in bytes: a bundle of entries in an export has two bytes for the length of each. */
export const MAX_LEAF_BYTES = 64 * 1024 - 1;

/** Room for what differs between the parts: their numbers, of at most ten digits each. */
const RESERVED_BYTES = 32;

/**
 * The leaves of one record: a single one, or parts where that would exceed `MAX_LEAF_BYTES`. A part stands
 * alone: it repeats who asked for what, and holds some of the objects. Throws a `TypeError` for a record
 * that cannot be written down faithfully (see `writeCanonical`) and a `RangeError` for one that no splitting
 * brings below the limit.
 */
export function writeLeaves(record: AuditRecord, context: LeafContext): Buffer[] {
  const whole = writeLeaf(record, context, { part: 1, parts: 1 });
  if (whole.length <= MAX_LEAF_BYTES) return [whole];
  const records = splitRecord(record, (part) => {
    const used = writeLeaf(part, context, { part: 1, parts: 1 }).length;
    return MAX_LEAF_BYTES - RESERVED_BYTES - used;
  });
  const leaves = records.map((part, index) =>
    writeLeaf(part, context, { part: index + 1, parts: records.length }),
  );
  if (leaves.some((leaf) => leaf.length > MAX_LEAF_BYTES)) {
    throw new RangeError('The record does not fit into leaves.');
  }
  return leaves;
}

function writeLeaf(
  record: AuditRecord,
  context: LeafContext,
  place: { readonly part: number; readonly parts: number },
): Buffer {
  return Buffer.from(writeCanonical({ _t: LEAF_FORMAT, ...context, ...place, ...record }));
}
