import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import type { Disclosed } from './describe-disclosed.ts';
import type { ContentMessages, LeftOut } from '../messages/messages.ts';
import { parseDisclosure } from '../query/parse-disclosure.ts';
import { LEFT_OUT_PURPOSES, purposeText } from '../messages/purpose-words.ts';

/** A leaf, and what else the ledger holds about it. */
export interface AccountedLeaf {
  readonly leaf: PlainLeaf;
  readonly index: number;
  /** False if its response was not sent. */
  readonly isReleased: boolean;
  /** The text that the leaf commits to, such as the reason for break-glass or an entered disclosure; null for none. */
  readonly reason: string | null;
}

/** A disclosure: a response with the patient's data, or one outside of the gateway that a reviewer entered. */
export interface Disclosure {
  /** UTC ms since 1970. */
  readonly at: number;
  /** The recipient in words. */
  readonly recipient: string;
  /** Equal for disclosures to the same recipient. */
  readonly recipientKey: string;
  /** Issuer of the recipient's token; null for a recipient without one. */
  readonly issuer: string | null;
  /** The account of the recipient; null for a recipient without one. */
  readonly account: AccountedActor | null;
  readonly address: string | null;
  readonly purpose: string;
  readonly purposeOfUse: string | null;
  readonly basis: string | null;
  /** The released data; or the text of an entered disclosure. */
  readonly content: readonly Disclosed[] | string;
  /** Index of the leaf. */
  readonly leaf: number;
  /** Id of the record, which all of its leaves share. */
  readonly record: string;
  /** Why an accounting leaves it out; null if it lists it. */
  readonly leftOut: LeftOut | null;
}

/** The account that received a disclosure, as its token named it. */
export type AccountedActor = Pick<
  NonNullable<PlainLeaf['actor']>,
  'issuer' | 'subject' | 'name' | 'roles' | 'organization'
>;

/**
 * Reads the disclosure of a patient's data from a leaf, with its texts in the language of `words`; null if it disclosed
 * nothing of the patient.
 */
export function readDisclosure(
  item: AccountedLeaf,
  patient: string,
  words: ContentMessages,
): Disclosure | null {
  const { leaf, isReleased } = item;
  // Nothing left the gateway. A reviewer who entered a disclosure got an error, and enters it again.
  if (!isReleased) return null;
  if (leaf.kind === 'disclosure') return leaf.patients.includes(patient) ? readEntered(item) : null;
  const entries = leaf.accesses.flatMap(({ type, fields, objects, rule }) => {
    const records = objects.filter(([id]) => id === patient).length;
    return records === 0 ? [] : [{ disclosed: { type, fields, records }, rule }];
  });
  if (entries.length === 0) return null;
  const isOwn = entries.every(({ rule }) => rule.relation === 'self');
  const code = leaf.actor?.purpose ?? null;
  return {
    ...readRecipient(leaf, words),
    at: leaf.at,
    purpose: purposeText(code, words),
    purposeOfUse: code,
    basis: null,
    content: entries.map(({ disclosed }) => disclosed),
    leaf: item.index,
    record: leaf.id,
    leftOut: isOwn ? 'the patient' : (LEFT_OUT_PURPOSES.get(code ?? '') ?? null),
  };
}

/** Reads an entered disclosure. A reviewer decided that it must be accounted for, so no purpose leaves it out. */
function readEntered({ leaf, index, reason }: AccountedLeaf): Disclosure {
  const { disclosed, purposeOfUse, basis } = leaf.details ?? {};
  const { recipient, address, description, purpose } = parseDisclosure(reason);
  return {
    at: typeof disclosed === 'number' ? disclosed : leaf.at,
    recipient,
    recipientKey: JSON.stringify(['entered', recipient, address]),
    issuer: null,
    account: null,
    address,
    purpose,
    purposeOfUse: typeof purposeOfUse === 'string' ? purposeOfUse : null,
    basis: typeof basis === 'string' ? basis : null,
    content: description,
    leaf: index,
    record: leaf.id,
    leftOut: null,
  };
}

/**
 * Reads the recipient of a response: the actor, or the client of a request without an actor. The ledger holds no
 * postal addresses.
 */
function readRecipient({ actor, client }: PlainLeaf, { unknownRecipient }: ContentMessages) {
  if (actor === null) {
    const id = client?.id ?? null;
    return {
      recipient: id ?? unknownRecipient,
      recipientKey: JSON.stringify(['client', id]),
      issuer: null,
      account: null,
      address: null,
    };
  }
  const { issuer, subject, name, roles, organization } = actor;
  const who = name === null ? subject : `${name} (${subject})`;
  return {
    recipient: organization === null ? who : `${who}, ${organization}`,
    recipientKey: JSON.stringify(['actor', issuer, subject, organization]),
    issuer,
    account: { issuer, subject, name, roles, organization },
    address: null,
  };
}
