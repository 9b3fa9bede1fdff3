import type { Account, AccountEntry } from '../accounting/account-of.ts';
import type { AccountIssue } from '../accounting/ledger-facts.ts';
import { keysOf } from '../catalog/filter-spec.ts';
import { isOfSeveralIssuers } from '../formats/issuer-columns.ts';
import { fact, type Letter, type LetterBlock, type LetterEntry } from './letter.ts';
import { writeActor } from '../index/actors.ts';
import { staffText, type LetterPeople } from './letter-people.ts';
import { coveredText, missingBlocks, proofBlocks } from './ledger-blocks.ts';
import {
  namesNote,
  patientFacts,
  periodText,
  questionsBlock,
  type LetterStyle,
} from './letter-style.ts';

/**
 * Writes an accounting of disclosures as a letter to the patient (45 CFR 164.528(b)): disclosures with date, recipient,
 * content and purpose, the number of those that the law excludes, and what the ledger covers. Its entries have to be in
 * the language of `style`.
 */
export function accountLetter(
  account: Account,
  issued: AccountIssue,
  people: LetterPeople,
  style: LetterStyle,
): Letter {
  const { messages, times, settings } = style;
  const { letter, account: words } = messages;
  const { patient, since, until, entries } = account;
  const blocks: readonly LetterBlock[] = [
    {
      kind: 'facts',
      facts: [
        ...patientFacts(patient, people.patient, style),
        fact(letter.preparedOn, times.day(issued.at)),
        fact(letter.period, periodText(since, until, style)),
        fact(letter.covered, coveredText(account, issued, style)),
        fact(words.count, countText(account, style)),
      ],
    },
    { kind: 'paragraph', text: words.intro(settings.standard === 'hipaa') },
    ...namesNote(people.state, style),
    ...missingBlocks(account, issued, style, true),
    { kind: 'heading', text: words.listTitle },
    ...disclosures(entries, people, style),
    { kind: 'heading', text: words.leftOutTitle },
    ...leftOut(account, style),
    questionsBlock(style),
    ...proofBlocks(issued, style),
  ];
  return {
    language: messages.language,
    title: words.title,
    head: settings.hospital,
    blocks,
    footer: words.footer,
  };
}

function countText({ entries }: Account, { messages: { account } }: LetterStyle): string {
  const count = entries.reduce((sum, { series }) => sum + (series?.count ?? 1), 0);
  return account.countOf(count, entries.length);
}

function disclosures(
  entries: readonly AccountEntry[],
  people: LetterPeople,
  style: LetterStyle,
): readonly LetterBlock[] {
  const { letter, account: words } = style.messages;
  if (entries.length === 0) return [{ kind: 'paragraph', text: words.none }];
  const areIssuersShown = isOfSeveralIssuers(entries.map(({ issuer }) => issuer));
  const hasSeries = entries.some(({ series }) => series !== null);
  return [
    { kind: 'small', text: letter.zone(style.times.zone) },
    {
      kind: 'entries',
      entries: entries.map((entry) => writeEntry(entry, people, { style, areIssuersShown })),
    },
    ...(hasSeries ? [{ kind: 'small', text: words.seriesNote } as const] : []),
  ];
}

function writeEntry(
  entry: AccountEntry,
  people: LetterPeople,
  { style, areIssuersShown }: { readonly style: LetterStyle; readonly areIssuersShown: boolean },
): LetterEntry {
  const { times } = style;
  const words = style.messages.account;
  const { date, issuer, address, description, purpose, basis, leaves, series } = entry;
  return {
    title: times.moment(date),
    facts: [
      {
        label: words.recipient,
        lines: [
          recipientText(entry, people, style),
          // Accounts of two issuers may have one name and be two people.
          ...(areIssuersShown && issuer !== null ? [words.accountOf(issuer)] : []),
          address ?? words.addressNotKnown,
        ],
      },
      {
        label: words.what,
        lines: [
          description,
          ...(series === null ? [] : [words.series(series.count, times.moment(series.last))]),
          ...(series === null || series.description === description
            ? []
            : [`${words.allTogether}: ${series.description}`]),
        ],
      },
      {
        label: words.why,
        lines: [purpose, ...(basis === null ? [] : [words.legalBasis(basis)])],
      },
      fact(
        words.records,
        words.moreNumbers(
          leaves.slice(0, MAX_NUMBERS).join(', '),
          Math.max(0, leaves.length - MAX_NUMBERS),
        ),
      ),
    ],
  };
}

/** Numbers of records that an entry lists. */
const MAX_NUMBERS = 10;

/** The law asks for the name of the recipient, however the configuration names staff. */
function recipientText(
  { recipient, account }: AccountEntry,
  people: LetterPeople,
  { messages, wordOf }: LetterStyle,
): string {
  if (account === null || !people.staff.has(writeActor(account))) return recipient;
  return staffText(account, people, { naming: 'name', messages, wordOf });
}

function leftOut(
  { leftOut: counts }: Account,
  { messages: { account: words } }: LetterStyle,
): readonly LetterBlock[] {
  return [
    { kind: 'paragraph', text: words.leftOutIntro },
    {
      kind: 'facts',
      facts: keysOf(words.leftOut).map((reason) =>
        fact(words.leftOut[reason], words.times(counts[reason])),
      ),
    },
    { kind: 'small', text: words.leftOutNote },
  ];
}
