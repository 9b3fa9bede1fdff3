import type { Coordinate } from '../../directives/coordinate.ts';
import type { Category } from '../../directives/spec.ts';

/** What an author decides about one element of a subgraph's schema, to be written into its text. */
export type MarkChange =
  | {
      readonly kind: 'mark';
      readonly coordinate: Coordinate;
      readonly categories: readonly Category[];
      /** For one `@role(anyOf:)` each. */
      readonly roles: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'patient';
      readonly coordinate: Coordinate;
      /** The path from a type to its patient's id; null for an input that is the id. */
      readonly path: string | null;
    }
  | {
      readonly kind: 'suppress';
      readonly coordinate: Coordinate;
      readonly rule: string;
      readonly reason: string;
    };
