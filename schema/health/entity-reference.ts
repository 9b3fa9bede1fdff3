/** An entity of which this subgraph knows only the key. */
export interface EntityReference {
  readonly __typename: string;
  readonly id: string;
}

/** A reference to an entity of another subgraph; null without an id. */
export function entityReference(type: string, id: string | null): EntityReference | null {
  return id === null ? null : { __typename: type, id };
}
