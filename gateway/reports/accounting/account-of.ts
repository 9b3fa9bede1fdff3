import { describeDisclosed, type Disclosed } from './describe-disclosed.ts';
import { isoTime } from '../../platform/iso-time.ts';
import type { LeftOut } from './left-out-purposes.ts';
import { readDisclosure, type AccountedLeaf, type Disclosure } from './read-disclosures.ts';

/** The patient and the period of an accounting: UTC ms since 1970, both inclusive. */
export interface AccountSubject {
  readonly patient: string;
  readonly since: number;
  readonly until: number;
}

/** One disclosure, or several to the same recipient for the same purpose. */
export interface AccountEntry {
  /** ISO 8601, UTC; of the first. */
  readonly date: string;
  readonly recipient: string;
  /** Issuer of the recipient's token; null for a recipient without one. */
  readonly issuer: string | null;
  readonly address: string | null;
  /** Of the first. */
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
    /** ISO 8601, UTC. */
    readonly last: string;
    /** Of everything in the series. */
    readonly description: string;
  } | null;
}

/** An accounting of disclosures. */
export interface Account extends AccountSubject {
  /** By date. */
  readonly entries: readonly AccountEntry[];
  /** The number of excluded disclosures, by reason. */
  readonly leftOut: Readonly<Record<LeftOut, number>>;
}

/**
 * The accounting of a patient's disclosures (45 CFR 164.528) from the leaves of a ledger: releases for purposes that
 * must be accounted for, and recorded disclosures outside of the gateway. A series to one recipient for one purpose
 * is summarized as 164.528(b)(3) permits, with a description of all its disclosures, which is more than required.
 * Memory grows with the disclosures about the patient.
 */
export async function accountOf(
  leaves: AsyncIterable<AccountedLeaf>,
  subject: AccountSubject,
): Promise<Account> {
  const { patient, since, until } = subject;
  const leftOut = { treatment: 0, payment: 0, 'health care operations': 0, 'the patient': 0 };
  const records = new Map<string, Disclosure[]>();
  for await (const item of leaves) {
    const disclosure = readDisclosure(item, patient);
    if (disclosure === null || disclosure.at < since || disclosure.at > until) continue;
    const parts = records.get(disclosure.record);
    if (parts === undefined) records.set(disclosure.record, [disclosure]);
    else parts.push(disclosure);
  }
  const series = new Map<string, Disclosure[][]>();
  const [...ordered] = records.values();
  for (const parts of ordered.toSorted(([a], [b]) => (a?.at ?? 0) - (b?.at ?? 0))) {
    const counted = parts.filter((part) => part.leftOut === null);
    const [first] = counted;
    // One part of a record may hold what was the patient's own, and another part may not.
    if (first === undefined) {
      const reason = parts[0]?.leftOut ?? null;
      if (reason !== null) leftOut[reason] += 1;
      continue;
    }
    const { recipientKey, purpose, purposeOfUse, basis } = first;
    const key = JSON.stringify([recipientKey, purpose, purposeOfUse, basis]);
    const known = series.get(key);
    if (known === undefined) series.set(key, [counted]);
    else known.push(counted);
  }
  const entries = [...series.values()].flatMap(writeEntry);
  return { ...subject, entries, leftOut };
}

/** The first in full; of a series its number, its last date, and what all of it holds. */
function writeEntry(disclosures: readonly (readonly Disclosure[])[]): AccountEntry[] {
  const [first] = disclosures;
  const [head] = first ?? [];
  const last = disclosures.at(-1)?.[0];
  if (first === undefined || head === undefined || last === undefined) return [];
  const { recipient, issuer, address, purpose, purposeOfUse, basis } = head;
  return [
    {
      date: isoTime(head.at),
      recipient,
      issuer,
      address,
      description: describe(first),
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
              description: describe(disclosures.flat()),
            },
    },
  ];
}

function describe(disclosures: readonly Disclosure[]): string {
  const texts = new Set<string>();
  const disclosed: Disclosed[] = [];
  for (const { disclosed: item } of disclosures) {
    if (typeof item === 'string') texts.add(item);
    else disclosed.push(...item);
  }
  return [...texts, ...(disclosed.length > 0 ? [describeDisclosed(disclosed)] : [])].join(' ');
}
