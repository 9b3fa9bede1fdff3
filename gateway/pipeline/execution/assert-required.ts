import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type FieldNode, type SelectionNode } from 'graphql';
import { GatewayError } from '../../platform/errors.ts';
import type { RequiredFields } from '../../../schema/required-fields.ts';
import type { PlannedFetch } from './list-fetches.ts';

/**
 * Refuses a query plan that fetches a field without the fields of its `@requires`. Apollo's planner produces such plans
 * where a field requires one of another subgraph that itself requires one of the first. The subgraph would compute the
 * field from missing values, without an error.
 *
 * @throws GatewayError `OPERATION_NOT_SUPPORTED`
 */
export function assertRequired(fetches: readonly PlannedFetch[], required: RequiredFields): void {
  for (const fetch of fetches) {
    const given = new Set(fieldNames(fetch.node.requires ?? []));
    for (const { type, field } of entityFields(fetch))
      for (const name of required(fetch.node.serviceName, type, field))
        if (!given.has(name))
          throw new GatewayError('OPERATION_NOT_SUPPORTED', {
            reason: 'REQUIRED_FIELD_NOT_PLANNED',
          });
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
  document,
}: PlannedFetch): readonly { readonly type: string; readonly field: string }[] {
  const inside = (
    selections: readonly SelectionNode[],
    type: string,
  ): ReturnType<typeof entityFields> =>
    selections.flatMap((one) => {
      if (one.kind === Kind.FIELD) return [{ type, field: one.name.value }];
      if (one.kind === Kind.FRAGMENT_SPREAD) return [];
      return inside(one.selectionSet.selections, one.typeCondition?.name.value ?? type);
    });
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections
          .filter(
            (one): one is FieldNode => one.kind === Kind.FIELD && one.name.value === '_entities',
          )
          .flatMap(({ selectionSet }) => inside(selectionSet?.selections ?? [], ''))
      : [],
  );
}
