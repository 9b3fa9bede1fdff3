import { concealStaff, type StaffView } from '../../letters/conceal-staff.ts';
import type { ReportedEvent } from '../../query/reported-event.ts';

/**
 * An event as its patient may see it: without the client and token of the actor, and without what was written for
 * reviewers and operators: reasons, the rules, actor and verdict of a review, and subgraphs with rejected responses. Recorded
 * disclosures keep their text, members of staff are named as `staff` says, and reads of reports the names of these.
 */
export function ownEvent(event: ReportedEvent, staff: StaffView): ReportedEvent {
  const { leaf, facts } = event;
  const row = concealStaff(event.row, staff);
  const { actor, issuer, actorName, roles } = row;
  const isDisclosure = leaf.kind === 'disclosure';
  return {
    ...event,
    leaf: {
      ...leaf,
      client: null,
      details: isDisclosure ? leaf.details : null,
      actor: leaf.actor && {
        ...leaf.actor,
        subject: actor ?? leaf.actor.subject,
        issuer: issuer ?? leaf.actor.issuer,
        name: actorName,
        roles,
        tokenId: null,
        authMethods: [],
      },
    },
    facts: { ...facts, reason: isDisclosure ? facts.reason : null },
    note: leaf.kind === 'audit.read' ? event.note : null,
    row: { ...row, breakGlass: row.breakGlass && { ...row.breakGlass, reason: null } },
  };
}
