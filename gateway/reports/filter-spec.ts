/** What one part of a filter takes: a text, yes or no, a whole number from 0 on, a time, or one of a few words. */
export type FilterValue =
  | { readonly is: 'word' | 'flag' | 'number' | 'time' }
  | { readonly is: 'one of'; readonly words: readonly string[] };

/** What each part of a filter takes. */
export type FilterSpec<Filter> = { readonly [Name in keyof Filter]-?: FilterValue };

/** The same of whatever filter. */
export type AnySpec = Readonly<Record<string, FilterValue>>;
