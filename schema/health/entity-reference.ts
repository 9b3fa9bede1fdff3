/** An entity of which this subgraph knows only the key. */
export interface EntityReference {
  readonly __typename: string;
  readonly id: string;
}

/** What stands for an entity that another subgraph can tell more about; null where there is none. */
export function entityReference(type: string, id: string | null): EntityReference | null {
  return id === null ? null : { __typename: type, id };
}
