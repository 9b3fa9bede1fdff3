import type { CaseColumn, ReviewColumn } from '../../catalog/columns.ts';
import type { RowLayout } from '../../formats/text-writer.ts';
import type { Attachment } from './attachment.ts';
import type { CaseNode, ReasonNode, ReviewNode } from './case-node.ts';
import { suppressionJson } from './suppression-node.ts';

/** The columns of cases; in JSON a case has the fields of the GraphQL type `Case`. */
export const CASE_ROWS: RowLayout<CaseNode, CaseColumn> = {
  columns: {
    case: ({ id }) => id,
    state: ({ state }) => state,
    score: ({ score }) => String(score),
    assignee: ({ assignee }) => assignee ?? '',
    assigneeIssuer: ({ assigneeIssuer }) => assigneeIssuer ?? '',
    due: ({ due }) => due ?? '',
    day: ({ day }) => day,
    actor: ({ actor }) => actor,
    issuer: ({ issuer }) => issuer,
    roles: ({ roles }) => roles.join(' '),
    patient: ({ patient }) => patient ?? '',
    since: ({ since }) => since,
    until: ({ until }) => until,
    events: ({ events }) => String(events),
    reasons: ({ reasons }) => reasons.map(reasonText),
    suppressions: ({ suppressions }) =>
      suppressions.map(
        ({ rule, until, reason, reasonPlaceholder }) =>
          `${rule} until ${until}: ${reason ?? reasonPlaceholder ?? ''}`,
      ),
    leaves: ({ leaves }) => leaves.join(' '),
  },
  refused: { leaf: 'leaves', why: 'reasons' },
  jsonOf: ({ lastLeaf: _lastLeaf, ...shown }) => ({
    ...shown,
    suppressions: shown.suppressions.map(suppressionJson),
    reviews: shown.reviews.map(reviewJson),
  }),
};

/** The columns of reviews; in JSON a review has the fields of the GraphQL type `Review`. */
export const REVIEW_ROWS: RowLayout<ReviewNode, ReviewColumn> = {
  columns: {
    leaf: ({ leaf }) => String(leaf),
    time: ({ time }) => time,
    reviewer: ({ reviewer }) => reviewer,
    reviewerIssuer: ({ reviewerIssuer }) => reviewerIssuer,
    verdict: ({ verdict }) => verdict,
    assignee: ({ assignee }) => assignee ?? '',
    assigneeIssuer: ({ assigneeIssuer }) => assigneeIssuer ?? '',
    due: ({ due }) => due ?? '',
    note: ({ note, notePlaceholder }) => note ?? notePlaceholder ?? '',
    attachments: ({ attachments }) => attachments.map(attachmentText),
    case: (review) => review.case,
    actor: ({ actor }) => actor,
    issuer: ({ issuer }) => issuer ?? '',
    patient: ({ patient }) => patient ?? '',
    day: ({ day }) => day,
    rules: ({ rules }) => rules.join(' '),
  },
  refused: { leaf: 'leaf', why: 'note' },
  jsonOf: reviewJson,
};

/** Such as `VOLUME: 25 patients in one hour. (2026-01-31T14:00:00.000Z)`. */
function reasonText({ rule, text, time, leaf }: ReasonNode): string {
  const parts = [time, leaf === null ? null : `record ${leaf}`].filter((part) => part !== null);
  return `${rule}: ${text}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
}

/** Such as `interview.pdf (case folder 12; SHA-256 9f86…)`. */
function attachmentText({ name, location, sha256 }: Attachment): string {
  const parts = [location, sha256 && `SHA-256 ${sha256}`].filter((part) => part !== null);
  return `${name} (${parts.join('; ')})`;
}

function reviewJson({ notePlaceholder: _placeholder, ...shown }: ReviewNode) {
  return shown;
}
