import { ApolloGateway } from '@apollo/gateway';
import { createHash } from 'node:crypto';
import { getNamedType, isCompositeType, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import { Kind, parse, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { DocumentNode, GraphQLCompositeType, GraphQLSchema, SelectionNode } from 'graphql';
import { clientSchema } from '../../schema/client-schema.ts';
import { compose } from '../../schema/compose.ts';
import type { RunningSubgraph } from '../../schema/health/start-subgraph.ts';
import { apolloRequest, SILENT } from './apollo-request.ts';
import type { Question } from './stack-gateway.ts';

/** The graph without authorization: a plain Apollo Gateway over the same subgraphs. */
export interface Truth {
  /** The schema for clients of the gateway. */
  readonly schema: GraphQLSchema;
  /**
   * The data of a query without any denial. Every object also has its type, its id and its patient, under the keys
   * {@link OWN_TYPE}, {@link OWN_ID} and {@link OWN_PATIENT}.
   */
  answer(question: Question): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** Response key of an object's type. */
export const OWN_TYPE = '__typename';
/** Response key of an object's id. */
export const OWN_ID = 'truth_id';
/** Response key of the patient of an object, `{ id }`. */
export const OWN_PATIENT = 'truth_patient';

/** Starts a plain ApolloGateway over the subgraphs of a stack. */
export async function openTruth(subgraphs: readonly RunningSubgraph[]): Promise<Truth> {
  const composed = compose(subgraphs);
  if (!composed.ok) throw new Error('the subgraphs do not compose');
  const schema = clientSchema(composed.supergraphSdl);
  // ApolloGateway would send telemetry to Apollo.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const gateway = new ApolloGateway({ supergraphSdl: composed.supergraphSdl, logger: SILENT });
  const { executor } = await gateway.load();
  return {
    schema,
    answer: async ({ query, variables = {} }) => {
      const document = withOwners(parse(query), schema);
      const text = print(document);
      const hash = createHash('sha256').update(text).digest('hex');
      const request = { context: {}, schema };
      const { data, errors } = await executor(
        apolloRequest({ document, text, hash }, { ...variables }, request),
      );
      if (!data || errors) throw new Error(`no truth for ${query}`, { cause: errors });
      return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
    },
    close: () => gateway.stop(),
  };
}

/** Adds to each object its type, its id and its patient. */
function withOwners(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const info = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(info, {
      Field: {
        leave: (node) => {
          const type = getNamedType(info.getType());
          if (!node.selectionSet || !isCompositeType(type)) return undefined;
          const selections = [...node.selectionSet.selections, ...ownerSelections(type, schema)];
          return { ...node, selectionSet: { ...node.selectionSet, selections } };
        },
      },
    }),
  );
}

function ownerSelections(type: GraphQLCompositeType, schema: GraphQLSchema): SelectionNode[] {
  if (isUnionType(type)) {
    const members = type.getTypes().map((member) => {
      return `... on ${member.name} { ${ownerFields(member)} }`;
    });
    return selectionsOf(`__typename ${members.join(' ')}`);
  }
  if (isInterfaceType(type) && schema.getPossibleTypes(type).length === 0) return [];
  return selectionsOf(ownerFields(type));
}

function ownerFields(type: GraphQLCompositeType): string {
  const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
  const id = 'id' in fields ? `${OWN_ID}: id` : '';
  const patient = 'patient' in fields ? `${OWN_PATIENT}: patient { id }` : '';
  return `__typename ${id} ${patient}`;
}

function selectionsOf(text: string): SelectionNode[] {
  const [definition] = parse(`{ ${text} }`).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION
    ? [...definition.selectionSet.selections]
    : [];
}
