import { MAX_LIST_LENGTH } from './control-record.ts';
import type { Leaf } from '../parse-leaf.ts';

/** Openings of one leaf that were erased. */
export interface Erasure {
  /** Index of the leaf. */
  readonly leaf: number;
  /** Positions of its identity commitments, from 0. */
  readonly positions: readonly number[];
  /** Whether the text that it commits to was erased too. */
  readonly reason: boolean;
}

/**
 * Erasures in the form of erase leaves, in as many texts as needed. `12:0,3 15:1,reason` is the first and fourth commitment of
 * leaf 12, and the second commitment and the reason of leaf 15.
 */
export function writeErasures(erasures: readonly Erasure[]): string[] {
  const texts: string[] = [];
  let text = '';
  for (const { leaf, positions, reason } of erasures) {
    const item = `${leaf}:${[...positions, ...(reason ? [REASON] : [])].join(',')}`;
    if (text !== '' && text.length + item.length >= MAX_LIST_LENGTH) {
      texts.push(text);
      text = '';
    }
    text += text === '' ? item : ` ${item}`;
  }
  return text === '' ? texts : [...texts, text];
}

/** The erasures that a leaf records; none for any other leaf. */
export function erasuresIn(leaf: Pick<Leaf, 'kind' | 'details'>): readonly Erasure[] {
  const entries: unknown = leaf.kind === 'log.erase' ? leaf.details?.['entries'] : null;
  return typeof entries === 'string' ? entries.split(' ').flatMap(parseItem) : [];
}

const REASON = 'reason';
const ITEM = /^(\d{1,15}):((?:\d{1,6}|reason)(?:,(?:\d{1,6}|reason))*)$/;

function parseItem(text: string): Erasure[] {
  const [, leaf, list] = ITEM.exec(text) ?? [];
  if (leaf === undefined || list === undefined) return [];
  const items = list.split(',');
  const positions = items.filter((item) => item !== REASON).map(Number);
  return [{ leaf: Number(leaf), positions, reason: items.includes(REASON) }];
}
