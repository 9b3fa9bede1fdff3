/** What rows about actors can be sorted by, as the API calls it, in words. */
export const ACTOR_FIELD_WORDS = [
  ['ACTOR', 'Actor'],
  ['ISSUER', 'Issuer of the actor’s account'],
] as const;
