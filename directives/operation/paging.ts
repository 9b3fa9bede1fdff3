import { getNamedType, isInputObjectType, type GraphQLArgument } from 'graphql';
import type { SelectedField } from './selection.ts';

/**
 * Whether a field is called with an argument that selects objects by their position in a list, such as `first: 1`. The
 * operator can refuse such calls for objects with pseudonyms: a page of one object reveals the position of
 * that object, which release hides by sorting.
 */
export function isPaged({ definition, node }: Pick<SelectedField, 'definition' | 'node'>): boolean {
  const given = new Set(node.arguments?.map(({ name }) => name.value));
  return definition.args.some((argument) => given.has(argument.name) && isPagingArgument(argument));
}

/** Whether an argument pages, by its own name or by the name of a field of its input object. */
function isPagingArgument({ name, type }: GraphQLArgument): boolean {
  if (PAGING_NAMES.has(plainName(name)) || ARGUMENT_NAMES.has(plainName(name))) return true;
  const named = getNamedType(type);
  return (
    isInputObjectType(named) &&
    Object.keys(named.getFields()).some((key) => PAGING_NAMES.has(plainName(key)))
  );
}

/** `pageSize` and `page_size` become `pagesize`. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** Names of paging arguments and of paging fields of input objects, in the form of {@link plainName}. */
const PAGING_NAMES: ReadonlySet<string> = new Set(
  (
    'first last limit take top offset skip page pages paging pagination pagenumber pageindex pagesize pagelimit ' +
    'perpage itemsperpage resultsperpage rowsperpage batchsize maxresults maxitems maxcount maxsize maxrows ' +
    'startindex startat cursor startcursor endcursor pagetoken nexttoken continuationtoken'
  ).split(' '),
);

/** Names that page only as arguments. As names of input fields they can be filters, such as a date `before`. */
const ARGUMENT_NAMES: ReadonlySet<string> = new Set(
  'after before count size max amount rows index range nth'.split(' '),
);
