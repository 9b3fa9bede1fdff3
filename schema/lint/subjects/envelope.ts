import type { FieldModel, TypeModel } from '../../../directives/marks/graph.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { keyBaseOf } from './field-words.ts';
import { readTypeName } from './type-name.ts';
import type { Link } from './type-shape.ts';

/** Whether a type wraps results: it has them under its own name, as `PatientsResponse` and `GetPatients` have `patients`. */
export function wraps(
  type: TypeModel,
  base: string,
  links: readonly Link[],
  lexicon: Lexicon,
): boolean {
  const last = wordsOf(type.name).at(-1) ?? '';
  const isResponse = RESPONSES.has(last);
  // https://relay.dev/graphql/connections.htm, in a language that begins with the noun too: `CitaEdge`.
  const isEdge = type.fields.has('cursor') && links.some((link) => link.name === 'node');
  // In FHIR, an edge has a resource: `PatientEdge`.
  const isEdgeByName = last === 'edge' && links.length > 0;
  if (isEdge || isEdgeByName || links.some((link) => link.isList && link.name === 'edges'))
    return true;
  // Relay's payload of a mutation, named for what was done: https://relay.dev/graphql/mutations.htm.
  const isOfRelay = type.fields.has('clientMutationId') && links.length > 0;
  if (isOfRelay && saysNoMore(type, links, lexicon)) return true;
  if (isPageOf(type, links, lexicon)) return true;
  return links.some(
    (link) =>
      (link.isList || isResponse) &&
      link.to.some((each) => each !== type && readTypeName(each.name, lexicon).base === base),
  );
}

/** Whether a type has nothing beside objects but how a request ended and what is about the program, such as a token. */
function saysNoMore({ fields }: TypeModel, links: readonly Link[], lexicon: Lexicon): boolean {
  return [...fields.keys()].every((name) => {
    const words = wordsOf(name);
    return (
      name === 'clientMutationId' ||
      links.some((link) => link.name === name) ||
      OUTCOMES.has(words.at(-1) ?? '') ||
      lexicon.technical.longest(words) !== null
    );
  });
}

/** Whether a type has one list, named for none of its entries, and beside it only what pages it, such as `total` and `take`. */
function isPageOf({ fields }: TypeModel, links: readonly Link[], lexicon: Lexicon): boolean {
  const [list, ...others] = links;
  if (!list?.isList || others.length > 0 || !LISTS.has(list.name) || fields.size === 1)
    return false;
  return [...fields.keys()]
    .filter((name) => name !== list.name)
    .map(wordsOf)
    .every(
      (words) =>
        words.some((word) => PAGING.has(word)) || lexicon.technical.longest(words) !== null,
    );
}

const LISTS: ReadonlySet<string> = new Set(
  'items nodes results data rows content records entries docs list'.split(' '),
);
const PAGING: ReadonlySet<string> = new Set(
  wordsOf('total skip take count page limit offset size pages has more next previous first last'),
);

/**
 * Whether a type says nothing but how a request ended, such as `{ success, message }` and an error that is called a problem, as in
 * https://www.rfc-editor.org/rfc/rfc9457. A type named for a response to nothing in particular says no more, whatever its fields.
 */
export function acknowledges(
  { name, kinds }: TypeModel,
  links: readonly Link[],
  leaves: ReadonlyMap<string, FieldModel>,
): boolean {
  if (links.length > 0 || kinds.has('input')) return false;
  const last = wordsOf(name).at(-1) ?? '';
  const names = [...leaves.keys()].map(wordsOf);
  if (last === 'problem')
    return leaves.has('message') && names.every(([first = '']) => OF_PROBLEMS.has(first));
  return (
    RESPONSES.has(last) &&
    (wordsOf(name).every((word) => RESPONSES.has(word) || OF_ALL.has(word)) ||
      names.every(
        (words) => keyBaseOf(words)?.length === 0 || words.some((word) => OUTCOMES.has(word)),
      ))
  );
}

/** Words in the name of a response to nothing in particular. */
const OF_ALL: ReadonlySet<string> = new Set(
  wordsOf(
    'custom general generic common base basic default standard simple api server mutation query graphql',
  ),
);

const OF_PROBLEMS: ReadonlySet<string> = new Set(
  wordsOf('message code status type title detail instance path field'),
);

export const OUTCOMES: ReadonlySet<string> = new Set(
  wordsOf(
    `ok success message msg confirmation status code error updated created deleted affected exito estado mensaje sucesso mensagem statut
     succes erfolg meldung nachricht fehler`,
  ),
);

export const RESPONSES: ReadonlySet<string> = new Set(
  wordsOf('response payload result return output connection edge page list collection envelope'),
);
