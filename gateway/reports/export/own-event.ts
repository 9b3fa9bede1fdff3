import type { ReportedEvent } from '../named/reported-event.ts';

/**
 * An event as the patient may have it whose record it is about: who, when and what, and not from which machine
 * and with which token, nor what somebody wrote for reviewers. What was disclosed to whom is theirs to know.
 */
export function ownEvent(event: ReportedEvent): ReportedEvent {
  const { leaf, facts, row } = event;
  const isDisclosure = leaf.kind === 'disclosure';
  return {
    ...event,
    leaf: {
      ...leaf,
      client: null,
      actor: leaf.actor && { ...leaf.actor, tokenId: null, authMethods: [] },
    },
    facts: { ...facts, reason: isDisclosure ? facts.reason : null },
    row: { ...row, breakGlass: row.breakGlass && { ...row.breakGlass, reason: null } },
  };
}
