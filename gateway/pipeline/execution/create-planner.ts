import type { QueryPlan } from '@apollo/query-planner';
import { parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { clientSchema } from '../../../schema/client-schema.ts';
import { innerSupergraph } from '../../../schema/inner-supergraph.ts';
import { requiredFields } from '../../../schema/required-fields.ts';
import { subgraphKeys } from '../../../schema/subgraph-keys.ts';
import type { LoadApolloPlanner } from './apollo-planner.ts';
import { assertRequired } from './assert-required.ts';
import { compilePlan, type PlanStep } from './compile-plan.ts';
import { provenanceOf, type Provenance } from './provenance.ts';

/** A document for the inner graph, validated, printed and hashed once. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly text: string;
  readonly hash: string;
}

/** The compiled plan of an operation. */
export interface Planned {
  readonly plan: PlanStep;
  readonly provenance: Provenance;
}

/** Plans operations over one supergraph. */
export interface Planner {
  /** The inner schema: every output field is nullable, and inaccessible fields are included. */
  readonly schema: GraphQLSchema;
  readonly plan: (
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>> | null,
  ) => Promise<Planned>;
  readonly close: () => Promise<void>;
}

/** Creates a planner. Plans are made by `load` and compiled in this thread. */
export async function createPlanner(
  supergraphSdl: string,
  load: LoadApolloPlanner = planHere,
): Promise<Planner> {
  const schema = clientSchema(innerSupergraph(supergraphSdl));
  const keys = subgraphKeys(supergraphSdl);
  const required = requiredFields(supergraphSdl);
  const apollo = await load(supergraphSdl);
  return {
    schema,
    plan: async ({ text, hash }, variables) => {
      const found = await apollo.plan({ text, hash, variables });
      if (found.node) parseFetches(found.node);
      assertRequired(found, required);
      return { plan: compilePlan(found, { schema, keys }), provenance: provenanceOf(found) };
    },
    close: apollo.close,
  };
}

/** Imports Apollo's planner only where it is used, which makes the start faster where another thread plans. */
const planHere: LoadApolloPlanner = async (supergraphSdl) =>
  (await import('./plan-queries.ts')).planHere(supergraphSdl);

/** Parses the document of each fetch once, for the provenance and the compiled plan. */
function parseFetches(node: NonNullable<QueryPlan['node']>): void {
  switch (node.kind) {
    case 'Fetch':
      node.operationDocumentNode = parse(node.operation, { noLocation: true });
      return;
    case 'Flatten':
      parseFetches(node.node);
      return;
    case 'Sequence':
    case 'Parallel':
      for (const child of node.nodes) parseFetches(child);
      return;
    case 'Condition':
    case 'Defer':
    case 'Subscription':
      // compilePlan refuses these nodes.
      return;
    default:
      never(node);
  }
}

function never(node: never): never {
  throw new TypeError(`unknown plan node ${JSON.stringify(node)}`);
}
