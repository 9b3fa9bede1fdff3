import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { AuditOutcome } from './audit-event.ts';
import type { EventPattern } from './event-pattern.ts';
import type { Share } from './share-leaf.ts';

/** What decides whether an event may claim a profile. */
export interface ProfileFacts {
  readonly leaf: PlainLeaf;
  readonly share: Share;
  readonly pattern: EventPattern['name'];
  readonly outcome: AuditOutcome | null;
}

/**
 * The profile of IHE's Basic Audit Log Patterns 1.1 that an event fulfils, or null: they are for what
 * succeeded, by a known client, and a read or write of theirs has exactly one object. An event never claims
 * what it does not fulfil.
 * https://profiles.ihe.net/ITI/BALP/
 */
export function claimProfile({ leaf, share, pattern, outcome }: ProfileFacts): string | null {
  if (outcome !== '0') return null;
  const isPatient = share.patient !== null;
  if (pattern === 'disclosure') return isPatient ? `${BALP}PrivacyDisclosure.Source` : null;
  const name = NAMES[pattern];
  if (name === null || leaf.client === null) return null;
  // A denial in addition to a release is an event of its own, and no success.
  if (share.place === 'leaf' && leaf.denied.length > 0) return null;
  if (pattern !== 'query' && share.records.length !== 1) return null;
  return `${BALP}${isPatient ? 'Patient' : ''}${name}`;
}

const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';

const NAMES: Readonly<Record<Exclude<EventPattern['name'], 'disclosure'>, string | null>> = {
  read: 'Read',
  query: 'Query',
  create: 'Create',
  update: 'Update',
  delete: 'Delete',
  operation: null,
  control: null,
};
