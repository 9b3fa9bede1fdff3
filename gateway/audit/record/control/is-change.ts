import type { Leaf } from '../parse-leaf.ts';

/** Whether a leaf is of a kind that can record a change of the ledger, of the policy or of settings. */
export function isChange({ kind }: Pick<Leaf, 'kind'>): boolean {
  return kind.startsWith('log.') && !SILENT.has(kind);
}

/** Kinds of the ledger's own records that change nothing. */
const SILENT: ReadonlySet<string> = new Set(['log.stop', 'log.heartbeat']);
