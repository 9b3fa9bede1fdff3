import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { AuditOutcome } from './audit-event.ts';
import type { EventPattern } from './event-pattern.ts';
import { LEAF_PLACE, type Share } from './share-leaf.ts';

/** The facts that decide whether an event may claim a profile. */
export interface ProfileFacts {
  readonly leaf: PlainLeaf;
  readonly share: Share;
  readonly pattern: EventPattern['name'];
  readonly outcome: AuditOutcome | null;
}

/**
 * Returns the profile of IHE's Basic Audit Log Patterns 1.1 that an event fulfills; null for none. The profiles are for
 * events that succeeded and whose client is known. A read or write has exactly one object.
 * https://profiles.ihe.net/ITI/BALP/
 */
export function claimProfile({ leaf, share, pattern, outcome }: ProfileFacts): string | null {
  if (outcome !== '0') return null;
  const isPatient = share.patient !== null;
  if (pattern === 'disclosure') return isPatient ? `${BALP}PrivacyDisclosure.Source` : null;
  const name = NAMES[pattern];
  if (name === null || leaf.client === null) return null;
  // Denied fields next to released ones are an event of their own, which is not a success.
  if (share.place === LEAF_PLACE && leaf.denied.length > 0) return null;
  if (pattern !== 'query' && share.records.length !== 1) return null;
  return `${BALP}${isPatient ? 'Patient' : ''}${name}`;
}

const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';

/** The end of a profile's name, which for events with a patient follows `Patient`; null for patterns without a profile. */
const NAMES: Readonly<Record<Exclude<EventPattern['name'], 'disclosure'>, string | null>> = {
  read: 'Read',
  query: 'Query',
  create: 'Create',
  update: 'Update',
  delete: 'Delete',
  operation: null,
  control: null,
};
