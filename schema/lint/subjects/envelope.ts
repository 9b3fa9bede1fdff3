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
  if (isPageOf(type, links, lexicon)) return true;
  return links.some(
    (link) =>
      (link.isList || isResponse) &&
      link.to.some((each) => each !== type && readTypeName(each.name, lexicon).base === base),
  );
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

/** Whether a type says nothing but how a request ended, such as `{ success, message }`. */
export function acknowledges(
  { name, kinds }: TypeModel,
  links: readonly Link[],
  leaves: ReadonlyMap<string, FieldModel>,
): boolean {
  const isResponse = RESPONSES.has(wordsOf(name).at(-1) ?? '') && !kinds.has('input');
  return (
    isResponse &&
    links.length === 0 &&
    [...leaves.keys()]
      .map(wordsOf)
      .every((words) => keyBaseOf(words)?.length === 0 || words.some((word) => OUTCOMES.has(word)))
  );
}

export const OUTCOMES: ReadonlySet<string> = new Set(
  wordsOf(
    `ok success message msg confirmation status code error updated created deleted affected exito estado mensaje sucesso mensagem statut
     succes erfolg meldung nachricht fehler`,
  ),
);

export const RESPONSES: ReadonlySet<string> = new Set(
  wordsOf('response payload result return output connection edge page list collection envelope'),
);
