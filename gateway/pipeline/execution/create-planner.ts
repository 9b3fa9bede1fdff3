import { getVariableValues, Kind, type DocumentNode, type GraphQLSchema } from 'graphql';
import { readClientSchema } from '../../../schema/client-schema-text.ts';
import { keyFields } from '../../../schema/key-fields.ts';
import { requiredFields } from '../../../schema/required-fields.ts';
import { subgraphKeys } from '../../../schema/subgraph-keys.ts';
import type { Policy } from '../../../directives/policy/policy.ts';
import type { LoadApolloPlanner } from './apollo-planner.ts';
import { assertRequired } from './assert-required.ts';
import { compilePlan, type CompiledPlan } from './compile-plan.ts';
import { createEntityChecks } from './entity-check.ts';
import { groupFetches, type FetchGroup } from './group-fetches.ts';
import { listFetches } from './list-fetches.ts';
import { provenanceOf, type Provenance } from './provenance.ts';
import { identityFieldsOf } from './same-record.ts';

/** A document for the inner graph, validated, printed and hashed once. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly text: string;
  readonly hash: string;
}

/** The compiled plan of an operation. */
export interface Planned {
  readonly plan: CompiledPlan;
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

/**
 * Creates a planner. Plans are made by `load` and compiled in this thread. Without `joinsFetches`, each fetch of a plan
 * is a request of its own.
 */
export async function createPlanner(
  { supergraphSdl, policy }: { readonly supergraphSdl: string; readonly policy: Policy },
  load: LoadApolloPlanner = planHere,
  joinsFetches = true,
): Promise<Planner> {
  const keys = subgraphKeys(supergraphSdl);
  const identityFields = identityFieldsOf(keyFields(supergraphSdl));
  const required = requiredFields(supergraphSdl);
  const apollo = await load(supergraphSdl);
  const schema = readClientSchema(apollo.schema);
  const checkOf = createEntityChecks(schema, { policy, keys });
  return {
    schema,
    plan: async ({ document, text, hash }, variables) => {
      if (variables !== null) assertFit(variables, document, schema);
      const fetches = listFetches(await apollo.plan({ text, hash }), checkOf);
      assertRequired(fetches, required);
      const groups = joinsFetches
        ? groupFetches(fetches)
        : fetches.map((fetch): FetchGroup => [[fetch]]);
      const plan = compilePlan(groups, { schema, keys, identityFields });
      return { plan, provenance: provenanceOf(fetches) };
    },
    close: apollo.close,
  };
}

/** Imports Apollo's planner only where it is used, which makes the start faster where another thread plans. */
const planHere: LoadApolloPlanner = async (supergraphSdl) =>
  (await import('./plan-queries.ts')).planHere(supergraphSdl);

/** Throws a TypeError for a variable that does not fit its declared type. */
function assertFit(
  variables: Readonly<Record<string, unknown>>,
  { definitions }: DocumentNode,
  schema: GraphQLSchema,
): void {
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const declared = operation?.variableDefinitions ?? [];
  const { errors } = getVariableValues(schema, declared, variables);
  if (errors) throw new TypeError('the inner document has no plan', { cause: errors[0] });
}
