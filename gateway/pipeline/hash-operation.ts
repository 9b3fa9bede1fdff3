import { createHash } from 'node:crypto';
import {
  Kind,
  print,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import { usedFragments } from './used-fragments.ts';

/**
 * SHA-256, hex, of an operation and the fragments it uses, without literals: strings and numbers, lists and
 * input objects of the document can hold PHI, so they are emptied before they are hashed. A hash of them
 * could be guessed back.
 */
export function hashOperation(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string {
  const used = usedFragments(operation, fragments);
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...used] };
  return createHash('sha256')
    .update(print(withoutLiterals(document)))
    .digest('hex');
}

function withoutLiterals(document: DocumentNode): DocumentNode {
  return visit(document, {
    IntValue: (node) => ({ ...node, value: '0' }),
    FloatValue: (node) => ({ ...node, value: '0' }),
    StringValue: (node) => ({ ...node, value: '', block: false }),
    ListValue: (node) => ({ ...node, values: [] }),
    ObjectValue: (node) => ({ ...node, fields: [] }),
  });
}
