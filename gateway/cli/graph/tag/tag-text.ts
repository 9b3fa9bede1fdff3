import type { Suggestion } from '../../../../schema/lint/finding.ts';
import { printable } from '../../../../schema/printable.ts';
import { countOf } from '../../../platform/count-of.ts';
import type { Decision, TagItem } from './tag-item.ts';

/** What the keys do. */
export const HELP = `
  a, Enter       accept: write the category and the roles, or @patient
  A              accept for the rest of this type: a category without roles gets the same ones
  c [CATEGORY]   another category, such as: c phone
  r [ROLES]      the roles that see it in full, such as: r physician, nurse
  r =            the roles that you chose last
  n [REASON]     not PHI: write the reason as a comment, which check reads
  N [REASON]     not PHI, with the same reason for the rest of this type
  s, S           skip this value, the rest of this type
  b              back to the value before
  q              save and quit; the next run goes on with what has no mark
`;

/** The heading of a type. */
export function typeText({ type }: TagItem, items: readonly TagItem[]): string {
  const types = [...new Set(items.map((item) => item.type))];
  const count = items.filter((item) => item.type === type).length;
  return printable(
    `\n${type}   type ${types.indexOf(type) + 1} of ${types.length}, ${countOf(count, 'value')}\n`,
  );
}

/** What is known of an item, what is suggested, and the keys. */
export function itemText(
  { finding, coordinate }: TagItem,
  {
    suggestion,
    place,
    source,
  }: {
    readonly suggestion: Suggestion;
    readonly place: string;
    readonly source: string;
  },
): string {
  const { evidence, message } = finding;
  const why = evidence ? `${evidence.confidence}: ${evidence.signs.join('; ')}` : message;
  return printable(
    `
  ${coordinate}   ${place}
      ${source}
      ${why}
      ${suggestionText(suggestion)}
  [a]ccept [c]ategory [r]oles [n]ot PHI [s]kip [b]ack [q]uit [?]
`,
  );
}

/** What the rest of a type got with one answer, so that its author sees who sees what. */
export function acceptedText(decisions: readonly Decision[]): string {
  const counts = new Map<string, number>();
  for (const decision of decisions) {
    if (decision.kind === 'skip' || decision.kind === 'suppress') continue;
    const text = suggestionText(decision);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return printable([...counts].map(([text, count]) => `      ${count} × ${text}\n`).join(''));
}

function suggestionText(suggestion: Suggestion): string {
  if (suggestion.kind === 'mark')
    return `${suggestion.categories.join(', ')}, ${rolesOf(suggestion.roles)}`;
  return suggestion.path === null
    ? '@patient, the id of the patient whose record it is'
    : `@patient(id: "${suggestion.path}"), the path to the id of the patient whose record it is`;
}

function rolesOf(roles: readonly (readonly string[])[] | null): string {
  if (roles === null) return 'no roles chosen for it yet';
  if (roles.length === 0) return 'default roles';
  return roles
    .map((names) => (names.length > 0 ? `for ${names.join(', ')}` : 'roles to fill in'))
    .join(' and ');
}
