import { purposeWords } from '../../reports/messages/purpose-words.ts';
import type { OwnEvent } from '../api/operations.types.ts';
import { isCode } from './is-code.ts';
import { roleWords } from './role-words.ts';
import { isDenied, reasonOf } from './views.ts';
import type { Words } from './words.ts';

/** An access as a patient reads it. */
export interface AccessWords {
  /** The person or the program, and the roles. */
  readonly who: string;
  readonly roles: string;
  /** What was seen, or what happened. */
  readonly what: readonly string[];
  readonly why: string;
  /** What permitted it; empty if nothing did. */
  readonly how: readonly string[];
}

/** Describes an access in the words of letters to patients. */
export function describeAccess(event: OwnEvent, words: Words): AccessWords {
  const { record, letters } = words;
  const { actor, purpose, kind, relations } = event;
  const seen = seenWords(event, words);
  return {
    ...actorWords(event, words),
    what: [
      ...(kind === 'denial' ? [letters.access.refused] : []),
      ...(isCode(record.kinds, kind) ? [record.kinds[kind]] : []),
      ...(seen.length === 0 && kind === 'access' ? [letters.access.nothingShown] : seen),
    ],
    why: actor === null ? record.noPurpose : purposeWords(purpose, letters),
    how: relations.map((relation) =>
      isCode(letters.access.relations, relation) ? letters.access.relations[relation] : relation,
    ),
  };
}

function actorWords(
  { actor, actorKind, actorName, roles }: OwnEvent,
  { wordOf, record, letters }: Words,
): Pick<AccessWords, 'who' | 'roles'> {
  if (actor === null) return { who: record.gateway, roles: '' };
  const jobs = roles.map((role) => wordOf(role) ?? roleWords(role)).join(', ');
  switch (actorKind) {
    case 'ROLES':
      return { who: jobs, roles: '' };
    case 'DEPARTMENT':
      return { who: wordOf(actor) ?? actor, roles: '' };
    case 'STAFF':
      return { who: letters.letter.staffMember, roles: '' };
    case 'ACCOUNT':
    case null:
      return { who: actorName ?? actor, roles: jobs };
    default:
      return actorKind satisfies never;
  }
}

/** The categories of what was shown, in full and de-identified. */
function seenWords({ coordinates }: OwnEvent, { letters: { content } }: Words) {
  const shown = coordinates.filter(({ view }) => view === 'full' || view === 'deidentified');
  const categoriesOf = (isFull: boolean) =>
    new Set(
      shown
        .filter(({ view }) => (view === 'full') === isFull)
        .flatMap(({ categories }) => (categories.length === 0 ? [''] : categories)),
    );
  const full = categoriesOf(true);
  const only = categoriesOf(false);
  for (const category of full) only.delete(category);
  return [
    ...(full.size === 0 ? [] : [listed(full, content)]),
    ...(only.size === 0 ? [] : [content.deidentified(listed(only, content))]),
  ];
}

function listed(
  categories: ReadonlySet<string>,
  { categories: names, otherInformation }: Words['letters']['content'],
): string {
  const known = Object.entries(names).filter(([code]) => categories.has(code));
  const text = known.map(([, name]) => name);
  return [...text, ...(known.length < categories.size ? [otherInformation] : [])].join(', ');
}

/** How a field was shown, or why it was withheld. */
export function ownViewWords(view: string, { record }: Words): string {
  if (!isDenied(view)) return isCode(record.views, view) ? record.views[view] : view;
  const reason = reasonOf(view);
  return record.denied(isCode(record.reasons, reason) ? record.reasons[reason] : reason);
}

/** An outcome; an unknown code as it is. */
export function ownOutcomeWords(code: string, { record }: Words): string {
  return isCode(record.outcomes, code) ? record.outcomes[code] : code;
}
