/**
 * The declaration of one part of a filter. Flags, arguments of the API and the check of rows are derived from it:
 * `actor` with the flag `--actor <subject>` and the match `equals('actor')` accepts rows whose actor is the subject.
 */
export interface FilterPart {
  /** The values that the part accepts. */
  readonly takes: FilterValue;
  /** The field of a row that the value is compared with, and how. */
  readonly match: FilterMatch;
  /** The flag of `audit report`, with its value: `--actor <subject>`. */
  readonly flag: string;
  /** Help of the flag, and description of the field in the GraphQL schema. */
  readonly text: string;
  /** Help of the flag's opposite, such as `--no-denied`; absent if the command line has none. */
  readonly textOfFalse?: string;
  /** Name of the GraphQL type, where the value alone does not determine it. */
  readonly graphqlType?: string;
}

/** The values that a part of a filter takes. Integers are not negative; times are UTC ms since 1970. */
export type FilterValue =
  | { readonly kind: 'text' | 'boolean' | 'time' }
  | { readonly kind: 'integer'; readonly min?: number }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'format'; readonly format: TextFormat };

/**
 * How a field of a row must relate to the value: equal it, be a list that includes it, or be within an inclusive bound.
 */
export interface FilterMatch {
  readonly kind: 'equals' | 'includes' | 'atLeast' | 'atMost';
  readonly field: string;
}

/** A syntax of texts. */
export interface TextFormat {
  readonly isValid: (text: string) => boolean;
  /** For error messages, with an example: `a day such as 2026-01-31`. */
  readonly name: string;
}

/** The largest integer of a filter: that of GraphQL's `Int`. */
export const MAX_INTEGER = 2 ** 31 - 1;

/** The declaration of a filter, in the order in which its parts are listed. */
export type FilterSpec = Readonly<Record<string, FilterPart>>;

/** A filter: a row fits if it fits every part that is set. */
export type FilterOf<Spec extends FilterSpec> = {
  readonly [Name in keyof Spec]?: ValueOf<Spec[Name]['takes']>;
};

type ValueOf<Takes extends FilterValue> = Takes extends { readonly kind: 'boolean' }
  ? boolean
  : Takes extends { readonly kind: 'integer' | 'time' }
    ? number
    : Takes extends { readonly kind: 'enum'; readonly values: readonly (infer Value)[] }
      ? Value
      : string;

/** The names of the fields that a filter matches. */
export type FieldOf<Spec extends FilterSpec> = Spec[keyof Spec]['match']['field'];

export const TEXT = { kind: 'text' } as const;
export const BOOLEAN = { kind: 'boolean' } as const;
export const INTEGER = { kind: 'integer' } as const;
export const TIME = { kind: 'time' } as const;

/** The field equals the value. */
export function equals<const Field extends string>(field: Field) {
  return { kind: 'equals', field } as const;
}

/** The list includes the value. */
export function includes<const Field extends string>(field: Field) {
  return { kind: 'includes', field } as const;
}

/** The number is this or more. */
export function atLeast<const Field extends string>(field: Field) {
  return { kind: 'atLeast', field } as const;
}

/** The number is this or less. */
export function atMost<const Field extends string>(field: Field) {
  return { kind: 'atMost', field } as const;
}

/** The keys of a declaration, in its order. */
export function keysOf<Declared extends object>(
  declared: Declared,
): readonly (keyof Declared & string)[] {
  return Object.keys(declared).filter((key): key is keyof Declared & string =>
    Object.hasOwn(declared, key),
  );
}
