import type { Leaf } from '../parse-leaf.ts';

/** What of one leaf was erased. */
export interface Erasure {
  /** Index of the leaf. */
  readonly leaf: number;
  /** Of its commitments, from 0 on. */
  readonly positions: readonly number[];
  /** Whether the reason that it commits to was erased as well. */
  readonly reason: boolean;
}

/** A leaf holds 64 KiB; more than this of them goes into a further one. */
const MAX_TEXT = 48 * 1024;

/**
 * Erasures as the details of erase leaves tell them, in as many texts as it takes: `12:0,3 15:1,reason` is the
 * first and fourth commitment of leaf 12, the second of leaf 15 and the reason of that.
 */
export function writeErasures(erasures: readonly Erasure[]): string[] {
  const texts: string[] = [];
  let text = '';
  for (const { leaf, positions, reason } of erasures) {
    const item = `${leaf}:${[...positions, ...(reason ? [REASON] : [])].join(',')}`;
    if (text !== '' && text.length + item.length >= MAX_TEXT) {
      texts.push(text);
      text = '';
    }
    text += text === '' ? item : ` ${item}`;
  }
  return text === '' ? texts : [...texts, text];
}

/** What a leaf says was erased; nothing where it isn't an erase leaf. */
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
