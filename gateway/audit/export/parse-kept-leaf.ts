import { writeKeptLeaf } from './batch-list.ts';

/** A body that a pruning left. */
export interface KeptLeaf {
  readonly leaf: number;
  readonly body: string;
}

/** The body in a line, null where it is not exactly what `writeKeptLeaf` writes. */
export function parseKeptLeaf(line: string): KeptLeaf | null {
  try {
    const { leaf, body } = JSON.parse(line) as Record<keyof KeptLeaf, unknown>;
    const isKept = typeof leaf === 'number' && typeof body === 'string';
    return isKept && writeKeptLeaf(leaf, body) === line ? { leaf, body } : null;
  } catch {
    return null;
  }
}
