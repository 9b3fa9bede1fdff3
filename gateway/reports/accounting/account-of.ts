import { describeDisclosed, type Disclosed } from './describe-disclosed.ts';
import { isoTime } from '../../platform/iso-time.ts';
import { ENGLISH } from '../messages/english.ts';
import type { ContentMessages, LeftOut } from '../messages/messages.ts';
import {
  readDisclosure,
  type AccountedActor,
  type AccountedLeaf,
  type Disclosure,
} from './read-disclosures.ts';

/** The patient and the period of an accounting: UTC ms since 1970, both inclusive. */
export interface AccountSubject {
  readonly patient: string;
  readonly since: number;
  readonly until: number;
}

/** One disclosure, or several to the same recipient for the same purpose. */
export interface AccountEntry {
  /** When the first of them was made: ISO 8601, UTC. */
  readonly date: string;
  readonly recipient: string;
  /** Issuer of the recipient's token; null for a recipient without one. */
  readonly issuer: string | null;
  /** The account of the recipient, as in the first of them; null for a recipient without one. */
  readonly account: AccountedActor | null;
  readonly address: string | null;
  /** What the first of them disclosed. */
  readonly description: string;
  readonly purpose: string;
  /** The purpose as a code of v3-PurposeOfUse, where one was stated. */
  readonly purposeOfUse: string | null;
  /** The paragraph that permits it, where one was entered. */
  readonly basis: string | null;
  /** Indexes of the leaves that prove it. */
  readonly leaves: readonly number[];
  /** Null for a single disclosure. */
  readonly series: {
    readonly count: number;
    /** When the last of them was made: ISO 8601, UTC. */
    readonly last: string;
    /** What all of them together disclosed. */
    readonly description: string;
  } | null;
}

/** An accounting of disclosures. */
export interface Account extends AccountSubject {
  /** By date. */
  readonly entries: readonly AccountEntry[];
  /** The number of records that are left out, by reason. */
  readonly leftOut: Readonly<Record<LeftOut, number>>;
}

/**
 * Draws up the accounting of a patient's disclosures (45 CFR 164.528) from the leaves of a ledger: releases for purposes
 * that must be accounted for, and entered disclosures outside of the gateway. A series to one recipient for one purpose is
 * summarized as 164.528(b)(3) permits, with a description of all its disclosures, which is more than required. Memory
 * grows with the disclosures about the patient. Its texts are in the language of `words`.
 */
export async function accountOf(
  leaves: AsyncIterable<AccountedLeaf>,
  subject: AccountSubject,
  words: ContentMessages = ENGLISH.content,
): Promise<Account> {
  const leftOut = { treatment: 0, payment: 0, 'health care operations': 0, 'the patient': 0 };
  // Recipient, purpose and basis → records, each as its parts.
  const series = new Map<string, Disclosure[][]>();
  for (const parts of await readRecords(leaves, subject, words)) {
    const counted = parts.filter((part) => part.leftOut === null);
    const [first] = counted;
    // A record is left out only if each of its parts is.
    if (first === undefined) {
      const reason = parts[0]?.leftOut ?? null;
      if (reason !== null) leftOut[reason] += 1;
      continue;
    }
    const { recipientKey, purpose, purposeOfUse, basis } = first;
    const key = JSON.stringify([recipientKey, purpose, purposeOfUse, basis]);
    const alike = series.get(key);
    if (alike === undefined) series.set(key, [counted]);
    else alike.push(counted);
  }
  const entries = [...series.values()].flatMap((each) => writeEntry(each, words));
  return { ...subject, entries, leftOut };
}

/**
 * Reads the records in the period that disclosed something of the patient, by date. A long one has several leaves: its
 * parts.
 */
async function readRecords(
  leaves: AsyncIterable<AccountedLeaf>,
  { patient, since, until }: AccountSubject,
  words: ContentMessages,
): Promise<readonly (readonly Disclosure[])[]> {
  const records = new Map<string, Disclosure[]>();
  for await (const item of leaves) {
    const disclosure = readDisclosure(item, patient, words);
    if (disclosure === null || disclosure.at < since || disclosure.at > until) continue;
    const parts = records.get(disclosure.record);
    if (parts === undefined) records.set(disclosure.record, [disclosure]);
    else parts.push(disclosure);
  }
  const [...ordered] = records.values();
  return ordered.toSorted(([a], [b]) => (a?.at ?? 0) - (b?.at ?? 0));
}

/** Writes the entry of a series, given as records with their parts; no entry for an empty series. */
function writeEntry(
  disclosures: readonly (readonly Disclosure[])[],
  words: ContentMessages,
): AccountEntry[] {
  const [first] = disclosures;
  const [head] = first ?? [];
  const last = disclosures.at(-1)?.[0];
  if (first === undefined || head === undefined || last === undefined) return [];
  const { recipient, issuer, account, address, purpose, purposeOfUse, basis } = head;
  return [
    {
      date: isoTime(head.at),
      recipient,
      issuer,
      account,
      address,
      description: describe(first, words),
      purpose,
      purposeOfUse,
      basis,
      leaves: disclosures.flatMap((parts) => parts.map(({ leaf }) => leaf)),
      series:
        disclosures.length === 1
          ? null
          : {
              count: disclosures.length,
              last: isoTime(last.at),
              description: describe(disclosures.flat(), words),
            },
    },
  ];
}

/** The texts of entered disclosures, without repetition, then the released data in words. */
function describe(disclosures: readonly Disclosure[], words: ContentMessages): string {
  const texts = new Set<string>();
  const disclosed: Disclosed[] = [];
  for (const { content } of disclosures) {
    if (typeof content === 'string') texts.add(content);
    else disclosed.push(...content);
  }
  return [...texts, ...(disclosed.length > 0 ? [describeDisclosed(disclosed, words)] : [])].join(
    ' ',
  );
}
