import type { AccountIssue } from '../accounting/ledger-facts.ts';
import { fact, type LetterBlock } from './letter.ts';
import { periodText, type LetterStyle } from './letter-style.ts';

/** A period that was requested, UTC ms since 1970. */
interface Period {
  readonly since: number;
  readonly until: number;
}

/** The part of a period that the ledger covers, in words. */
export function coveredText(
  { since, until }: Period,
  { ledger: { begins, ends } }: Pick<AccountIssue, 'ledger'>,
  style: LetterStyle,
): string {
  const { letter } = style.messages;
  if (begins === null || ends === null) return letter.notKnown;
  if (begins > until || ends < since) return letter.noneOfIt;
  return periodText(Math.max(begins, since), Math.min(ends, until), style);
}

/** What may be missing in a letter; `isEntered` if it lists what was entered by hand. */
export function missingBlocks(
  { since }: Period,
  { ledger, damaged }: Pick<AccountIssue, 'ledger' | 'damaged'>,
  { messages: { letter } }: LetterStyle,
  isEntered: boolean,
): readonly LetterBlock[] {
  const beginsLater = ledger.begins !== null && ledger.begins > since;
  return [
    ...(damaged.length > 0
      ? [{ kind: 'warning', text: letter.incomplete(damaged.length) } as const]
      : []),
    ...(ledger.pruned.length > 0 ? [{ kind: 'warning', text: letter.pruned } as const] : []),
    ...(beginsLater ? [{ kind: 'paragraph', text: letter.beginsLater(isEntered) } as const] : []),
  ];
}

/** The state of the ledger that a letter was made from, by which it can be checked. */
export function proofBlocks(
  { ledger }: Pick<AccountIssue, 'ledger'>,
  { messages: { letter } }: LetterStyle,
): readonly LetterBlock[] {
  return [
    { kind: 'heading', text: letter.proofTitle },
    { kind: 'small', text: letter.proof },
    {
      kind: 'facts',
      facts: [
        fact(letter.ledger, ledger.origin),
        fact(letter.ledgerSize, String(ledger.size)),
        fact(letter.ledgerRoot, ledger.root),
      ],
    },
  ];
}
