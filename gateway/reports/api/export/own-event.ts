import type { ReportedEvent } from '../../query/reported-event.ts';

/**
 * An event as the patient may have it whose record it is about: who, when and what, and not from which machine
 * and with which token, nor what was found out or written for reviewers: which rules a review was about, of whose
 * access, with which verdict. What was disclosed to whom is theirs to know.
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
