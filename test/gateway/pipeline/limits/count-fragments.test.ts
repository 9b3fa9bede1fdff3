import { expect, it } from '@jest/globals';
import { assert, integer, noBias, property } from 'fast-check';
import {
  Kind,
  parse,
  print,
  visit,
  type DocumentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { countNesting } from '../../../../gateway/pipeline/limits/count-selections.ts';
import { findOperation } from '../../../../gateway/pipeline/operation/find-operation.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, hashOf, type Random } from '../../../support/federated/random.ts';
import { randomOperations } from '../../../support/federated/valid-operation.ts';
import { writeOutFragments } from '../../../support/write-out-fragments.ts';

const OPERATIONS = 25;

it('the size, nesting and depth of an operation, for which each fragment is counted once, are those of the operation with its fragments written out', () => {
  let repeated = 0;
  assert(
    property(noBias(integer()), (seed) => {
      const { schema, operations } = randomOperations(seed, OPERATIONS);
      const random = createRandom(hashOf(seed, 'spreads'));
      for (const { query } of operations) {
        const document = spreadAgain(parse(query), random);
        const { node, fragments, size, depth } = findOperation(schema, document, null);
        const nesting = countNesting(document);
        const expected = countEach(writeOutFragments(node.selectionSet, fragments));
        const text = print(document);
        expect({ text, size, nesting, depth }).toEqual({ text, ...expected });
        if (fragments.size > 0) repeated += 1;
      }
    }),
    casesAtDepth(15, 500),
  );
  expect(repeated).toBeGreaterThan(100);
});

/** Spreads the fragments of a document at further places of its operation, most of them deeper. */
function spreadAgain(document: DocumentNode, random: Random): DocumentNode {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return visit(document, {
    FragmentDefinition: () => false,
    SelectionSet: (set) => {
      if (fragments.length === 0 || random.chance(50)) return undefined;
      const { name } = random.pick(fragments);
      const spread = { kind: Kind.FRAGMENT_SPREAD, name } as const;
      return { ...set, selections: [...set.selections, spread] };
    },
  });
}

/** Counts the fields and inline fragments of a selection set without spreads. */
function countEach(set: SelectionSetNode) {
  const open: SelectionNode[] = [];
  const counts = { size: 0, nesting: 0, depth: 0 };
  const count = {
    enter: (node: SelectionNode): void => {
      open.push(node);
      const fields = open.filter(({ kind }) => kind === Kind.FIELD);
      counts.size += 1;
      counts.nesting = Math.max(counts.nesting, open.length);
      counts.depth = Math.max(counts.depth, fields.length);
    },
    leave: (): void => void open.pop(),
  };
  visit(set, { Field: count, InlineFragment: count });
  return counts;
}
