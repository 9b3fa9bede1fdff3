import type { Opening } from '../record/opening.ts';
import { writeKeptLeaf, writeListedBatch, type ListedBatch } from './batch-list.ts';

/** More leaves than any batch has. A larger count would exhaust the memory. */
const MAX_COUNT = 2_000_000;

/** The batch in a line; null if the line is not exactly what `writeListedBatch` writes. */
export function parseListedBatch(line: string): ListedBatch | null {
  const batch = parseJson(line) as Record<keyof ListedBatch, unknown> | null;
  const isBatch =
    typeof batch === 'object' &&
    batch !== null &&
    isCount(batch.first) &&
    isCount(batch.count) &&
    Number(batch.count) <= MAX_COUNT &&
    typeof batch.note === 'string' &&
    Array.isArray(batch.openings) &&
    batch.openings.every((opening) => isOpeningRow(opening)) &&
    Array.isArray(batch.identities) &&
    batch.identities.every((row) => isIdentityRow(row));
  const listed = isBatch ? (batch as unknown as ListedBatch) : null;
  return listed !== null && writeListedBatch(listed) === line ? listed : null;
}

/** A remaining body of a pruned bundle. */
export interface KeptLeaf {
  readonly leaf: number;
  readonly body: string;
}

/** The body in a line; null if the line is not exactly what `writeKeptLeaf` writes. */
export function parseKeptLeaf(line: string): KeptLeaf | null {
  const kept = parseJson(line) as Record<keyof KeptLeaf, unknown> | null;
  if (typeof kept !== 'object' || kept === null) return null;
  const { leaf, body } = kept;
  const isKept = typeof leaf === 'number' && typeof body === 'string';
  return isKept && writeKeptLeaf(leaf, body) === line ? { leaf, body } : null;
}

function isOpeningRow(value: unknown): boolean {
  const opening = value as Record<keyof Opening, unknown> | null;
  return (
    typeof opening === 'object' &&
    opening !== null &&
    [opening.commitment, opening.salt, opening.text].every((text) => typeof text === 'string')
  );
}

function isIdentityRow(value: unknown): boolean {
  const row = value as Record<'leaf' | 'openings', unknown> | null;
  return typeof row === 'object' && row !== null && isCount(row.leaf) && isBase64(row.openings);
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
