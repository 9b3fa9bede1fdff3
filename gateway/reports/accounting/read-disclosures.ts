import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import type { Disclosed } from './describe-disclosed.ts';
import { LEFT_OUT_PURPOSES, type LeftOut } from './left-out-purposes.ts';
import { parseDisclosure } from '../query/parse-disclosure.ts';
import { purposeText } from './purpose-text.ts';

/** A leaf, and what the ledger holds about it. */
export interface AccountedLeaf {
  readonly leaf: PlainLeaf;
  readonly index: number;
  /** False where its response never left. */
  readonly isReleased: boolean;
  /** The text that it commits to. */
  readonly reason: string | null;
}

/** A disclosure: a response with the patient's data, or a recorded disclosure outside of the gateway. */
export interface Disclosure {
  /** UTC ms since 1970. */
  readonly at: number;
  /** The recipient, with a key that identifies the recipient. */
  readonly recipient: string;
  readonly recipientKey: string;
  /** Issuer of the recipient's token; null for a recipient without one. */
  readonly issuer: string | null;
  readonly address: string | null;
  readonly purpose: string;
  readonly purposeOfUse: string | null;
  readonly basis: string | null;
  /** The released data; or the text of a recorded disclosure. */
  readonly disclosed: readonly Disclosed[] | string;
  readonly leaf: number;
  /** The same in all parts of one record. */
  readonly record: string;
  /** Why an accounting leaves it out; null where it doesn't. */
  readonly leftOut: LeftOut | null;
}

/** The disclosure of a leaf about a patient; null if it disclosed nothing. */
export function readDisclosure(item: AccountedLeaf, patient: string): Disclosure | null {
  const { leaf, isReleased } = item;
  // The reviewer who recorded it got an error, and records it again.
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
    ...readRecipient(leaf),
    at: leaf.at,
    purpose: purposeText(code),
    purposeOfUse: code,
    basis: null,
    disclosed: entries.map(({ disclosed }) => disclosed),
    leaf: item.index,
    record: leaf.id,
    leftOut: isOwn ? 'the patient' : (LEFT_OUT_PURPOSES.get(code ?? '') ?? null),
  };
}

/** A reviewer decided that it must be accounted for, so no purpose excludes it. */
function readEntered({ leaf, index, reason }: AccountedLeaf): Disclosure {
  const { disclosed, purposeOfUse, basis } = leaf.details ?? {};
  const { recipient, address, description, purpose } = parseDisclosure(reason);
  return {
    at: typeof disclosed === 'number' ? disclosed : leaf.at,
    recipient,
    recipientKey: JSON.stringify(['entered', recipient, address]),
    issuer: null,
    address,
    purpose,
    purposeOfUse: typeof purposeOfUse === 'string' ? purposeOfUse : null,
    basis: typeof basis === 'string' ? basis : null,
    disclosed: description,
    leaf: index,
    record: leaf.id,
    leftOut: null,
  };
}

/** The ledger holds no postal addresses. */
function readRecipient({ actor, client }: PlainLeaf) {
  if (actor === null) {
    const id = client?.id ?? null;
    return {
      recipient: id ?? 'Unknown',
      recipientKey: JSON.stringify(['client', id]),
      issuer: null,
      address: null,
    };
  }
  const { issuer, subject, name, organisation } = actor;
  const who = name === null ? subject : `${name} (${subject})`;
  return {
    recipient: organisation === null ? who : `${who}, ${organisation}`,
    recipientKey: JSON.stringify(['actor', issuer, subject, organisation]),
    issuer,
    address: null,
  };
}
