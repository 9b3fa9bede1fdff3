import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type FieldNode, type SelectionNode } from 'graphql';
import { GatewayError } from '../../platform/errors.ts';
import type { RequiredFields } from '../../../schema/required-fields.ts';

/**
 * Refuses a query plan that fetches a field without the fields of its `@requires`. Apollo's planner produces such plans
 * where a field requires one of another subgraph that itself requires one of the first. The subgraph would compute the
 * field from missing values, without an error.
 *
 * @throws GatewayError `OPERATION_NOT_SUPPORTED`
 */
export function assertRequired({ node }: QueryPlan, required: RequiredFields): void {
  for (const fetch of fetchesOf(node)) {
    const given = new Set(fieldNames(fetch.requires ?? []));
    for (const { type, field } of entityFields(fetch))
      for (const name of required(fetch.serviceName, type, field))
        if (!given.has(name))
          throw new GatewayError('OPERATION_NOT_SUPPORTED', {
            reason: 'REQUIRED_FIELD_NOT_PLANNED',
          });
  }
}

function fetchesOf(node: QueryPlan['node'] | PlanNode): readonly FetchNode[] {
  switch (node?.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf);
    case 'Condition':
    case 'Defer':
    case 'Subscription':
      // compilePlan refuses these nodes.
      return [];
    case undefined:
      return [];
    default:
      return never(node);
  }
}

/** Of all types together: a field outside one type condition may be inside another. */
function fieldNames(selections: readonly QueryPlanSelectionNode[]): readonly string[] {
  return selections.flatMap((one) =>
    one.kind === 'Field' ? [one.name] : fieldNames(one.selections),
  );
}

/** Lists the fields that a fetch selects on entities themselves. */
function entityFields({
  operationDocumentNode,
}: FetchNode): readonly { readonly type: string; readonly field: string }[] {
  const inside = (
    selections: readonly SelectionNode[],
    type: string,
  ): ReturnType<typeof entityFields> =>
    selections.flatMap((one) => {
      if (one.kind === Kind.FIELD) return [{ type, field: one.name.value }];
      if (one.kind === Kind.FRAGMENT_SPREAD) return [];
      return inside(one.selectionSet.selections, one.typeCondition?.name.value ?? type);
    });
  return (operationDocumentNode?.definitions ?? []).flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections
          .filter(
            (one): one is FieldNode => one.kind === Kind.FIELD && one.name.value === '_entities',
          )
          .flatMap(({ selectionSet }) => inside(selectionSet?.selections ?? [], ''))
      : [],
  );
}

function never(node: never): never {
  throw new TypeError(`unknown plan node ${JSON.stringify(node)}`);
}
