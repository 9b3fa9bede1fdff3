import { executeSync, Kind, type DocumentNode } from 'graphql';
import type { Selection } from '../../directives/operation/select.ts';
import { GatewayError } from '../errors.ts';
import type { Admitted } from './admit.ts';

/** Answers `__schema` and `__type` from the client's schema, by response key; refused where it is off. */
export function introspect(
  selection: Selection,
  { operation }: Admitted,
  request: {
    readonly variables: Readonly<Record<string, unknown>> | null | undefined;
    readonly isOn: boolean;
  },
): ReadonlyMap<string, unknown> {
  const nodes = selection.selections.flatMap((selected) =>
    selected.kind === 'introspection' ? [selected.node] : [],
  );
  if (nodes.length === 0) return new Map();
  if (!request.isOn) throw new GatewayError('GRAPHQL_VALIDATION_FAILED');
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...operation.node,
        directives: [],
        selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
      },
      ...operation.fragments.values(),
    ],
  };
  const { data } = executeSync({
    schema: operation.schema,
    document,
    variableValues: request.variables ?? {},
  });
  return new Map(Object.entries(data ?? {}));
}
