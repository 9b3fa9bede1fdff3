import { getNamedType, isInputObjectType, type GraphQLArgument } from 'graphql';
import type { SelectedField } from './selection.ts';

/** Whether a field is called with an argument that selects objects by their position in a list. */
export function isPaged({ definition, node }: Pick<SelectedField, 'definition' | 'node'>): boolean {
  const given = new Set(node.arguments?.map(({ name }) => name.value));
  return definition.args.some((argument) => given.has(argument.name) && pages(argument));
}

/** Whether an argument pages, by its own name or by the name of a field of its input object. */
function pages({ name, type }: GraphQLArgument): boolean {
  if (POSITIONS.has(plain(name)) || BOUNDS.has(plain(name))) return true;
  const named = getNamedType(type);
  return (
    isInputObjectType(named) &&
    Object.keys(named.getFields()).some((key) => POSITIONS.has(plain(key)))
  );
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** Names of paging arguments and paging input fields, in lower case without underscores. */
const POSITIONS: ReadonlySet<string> = new Set(
  (
    'first last limit take top offset skip page pages paging pagination pagenumber pageindex pagesize pagelimit ' +
    'perpage itemsperpage resultsperpage rowsperpage batchsize maxresults maxitems maxcount maxsize maxrows ' +
    'startindex startat cursor startcursor endcursor pagetoken nexttoken continuationtoken'
  ).split(' '),
);

/** Names that page as arguments. As input fields they can be filter values. */
const BOUNDS: ReadonlySet<string> = new Set(
  'after before count size max amount rows index range nth'.split(' '),
);
