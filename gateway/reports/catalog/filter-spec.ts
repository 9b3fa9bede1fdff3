/**
 * What one part of a filter takes: a text, yes or no, a whole number from 0 on, a time, one of a few words, or a
 * text of a form.
 */
export type FilterValue =
  | { readonly is: 'word' | 'flag' | 'number' | 'time' }
  | { readonly is: 'one of'; readonly words: readonly string[] }
  | { readonly is: 'of form'; readonly form: TextForm };

/** A form that a text may have, and its name with an example. */
export interface TextForm {
  readonly isOf: (text: string) => boolean;
  readonly name: string;
}

/** As far as a number goes, and `Int` of GraphQL. */
export const MAX_NUMBER = 2 ** 31 - 1;

/** What each part of a filter takes. */
export type FilterSpec<Filter> = { readonly [Name in keyof Filter]-?: FilterValue };

/** The same of whatever filter. */
export type AnySpec = Readonly<Record<string, FilterValue>>;
