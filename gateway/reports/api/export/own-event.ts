import type { ReportedEvent } from '../../query/reported-event.ts';

/**
 * An event of the patient's own record, for the patient: without device and token, and without text for reviewers
 * and the rules, actor and verdict of a review. Recorded disclosures stay complete.
 */
export function ownEvent(event: ReportedEvent): ReportedEvent {
  const { leaf, facts, row } = event;
  const isDisclosure = leaf.kind === 'disclosure';
  return {
    ...event,
    leaf: {
      ...leaf,
      client: null,
      details: isDisclosure ? leaf.details : null,
      actor: leaf.actor && { ...leaf.actor, tokenId: null, authMethods: [] },
    },
    facts: { ...facts, reason: isDisclosure ? facts.reason : null },
    row: { ...row, breakGlass: row.breakGlass && { ...row.breakGlass, reason: null } },
  };
}
