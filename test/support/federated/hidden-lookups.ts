import {
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type SelectionSetNode,
} from 'graphql';
import type { Reference } from './reference.ts';
import type { ReferenceCaller } from './reference-reach.ts';

/**
 * The response keys of the root fields with arguments, which can look up a record. If one fails for a caller who
 * doesn't reach every patient, the response must look as if no record were found. Empty for other callers.
 */
export function hiddenLookups(
  { schema, reportsUnreached }: Reference,
  document: DocumentNode,
  { roles, reach, asksConsent }: ReferenceCaller,
): ReadonlySet<string> {
  const isLimited = asksConsent || !roles.some((role) => reach.get(role) === 'all');
  const query = schema.getQueryType();
  const found = new Set<string>();
  if (reportsUnreached || !isLimited || !isObjectType(query)) return found;
  const fields = query.getFields();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const takesArguments = (fields[node.name.value]?.args.length ?? 0) > 0;
        if (takesArguments) found.add(node.alias?.value ?? node.name.value);
      } else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
      else
        for (const each of document.definitions)
          if (each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value)
            collect(each.selectionSet);
    }
  };
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.QUERY)
      collect(node.selectionSet);
  return found;
}
