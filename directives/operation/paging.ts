import { getNamedType, isInputObjectType, type GraphQLArgument } from 'graphql';
import type { SelectedField } from './selection.ts';

/** Whether a field is called with an argument that selects objects by their position in a list. */
export function isPaged({ definition, node }: Pick<SelectedField, 'definition' | 'node'>): boolean {
  const given = new Set(node.arguments?.map(({ name }) => name.value));
  return definition.args.some((argument) => given.has(argument.name) && isPagingArgument(argument));
}

/** Whether an argument pages, by its own name or by the name of a field of its input object. */
function isPagingArgument({ name, type }: GraphQLArgument): boolean {
  if (POSITIONS.has(plainName(name)) || BOUNDS.has(plainName(name))) return true;
  const named = getNamedType(type);
  return (
    isInputObjectType(named) &&
    Object.keys(named.getFields()).some((key) => POSITIONS.has(plainName(key)))
  );
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** Names of paging arguments and paging input fields, as plain names: in lower case without underscores. */
const POSITIONS: ReadonlySet<string> = new Set(
  (
    'first last limit take top offset skip page pages paging pagination pagenumber pageindex pagesize pagelimit ' +
    'perpage itemsperpage resultsperpage rowsperpage batchsize maxresults maxitems maxcount maxsize maxrows ' +
    'startindex startat cursor startcursor endcursor pagetoken nexttoken continuationtoken'
  ).split(' '),
);

/**
 * Further plain names of paging arguments. As names of input fields they can be filter values, such as a date `before`.
 */
const BOUNDS: ReadonlySet<string> = new Set(
  'after before count size max amount rows index range nth'.split(' '),
);
