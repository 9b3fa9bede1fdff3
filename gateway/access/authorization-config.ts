import { z } from 'zod';
import {
  bearerToken,
  claimPath,
  mapOf,
  oneOf,
  pathIn,
  privateUrl,
  text,
  whole,
  type Settings,
} from '../platform/setting-types.ts';

export type AuthorizationConfig = Settings<typeof authorizationSchema>;

/**
 * `all`: every patient. `self`: the patient whose id is in the claim; null is the issuer's patient claim. `list`: the
 * patients whose ids the claim lists. `care-team`: the patients that the relationship source lists for the caller.
 */
export type ReachConfig =
  AuthorizationConfig['reach'] extends ReadonlyMap<string, infer Reach> ? Reach : never;

/** A decision point that says which policies of `@policy` a request fulfils. */
export type PolicySourceConfig = NonNullable<AuthorizationConfig['policies']>;

/** `authorization`: which patients a role reaches, and who may read fields without `@role`. */
export function authorizationSchema(folder: string) {
  const reachForms = 'all, self, care-team, { self: claim } or { list: claim }';
  const reach = z.union(
    [
      z.enum(['all', 'care-team']).transform((kind) => ({ kind })),
      z.literal('self').transform(() => ({ kind: 'self' as const, claim: null as string | null })),
      z
        .strictObject({ self: claimPath() })
        .transform((value) => ({ kind: 'self' as const, claim: value.self })),
      z
        .strictObject({ list: claimPath() })
        .transform((value) => ({ kind: 'list' as const, claim: value.list })),
    ],
    { error: `must be ${reachForms}` },
  );

  return z
    .strictObject({
      reach: mapOf(reach, `a mapping of roles to ${reachForms}`)
        .prefault({})
        .describe(
          'Role → the patients it reaches: `all`, `self` (the patient claim), `care-team` (by the relationship source), `{ self: CLAIM }` or `{ list: CLAIM }`. Every role that the marks name must have one.',
        ),
      defaultRoles: z
        .array(text('a role'), { error: 'must be a list of roles' })
        .default([])
        .transform((roles) => [...new Set(roles)].toSorted())
        .describe('Roles that see PHI fields without `@role`.'),
      unmarked: oneOf(['allow', 'deny'])
        .default('allow')
        .describe('Whether every authenticated caller sees fields without marks.'),
      mode: oneOf(['filter', 'reject', 'dry-run'])
        .default('filter')
        .describe(
          '`filter` leaves denied fields out, `reject` refuses the whole operation, `dry-run` denies nothing and records what it would deny.',
        ),
      unreached: oneOf(['hide', 'error'])
        .default('hide')
        .describe(
          'Whether objects of patients that the caller does not reach look absent or give an error.',
        ),
      rules: z
        .strictObject({
          module: pathIn(folder, 'a module that exports graphql-shield rules').describe(
            'Module that exports the rules.',
          ),
          timeoutMs: whole(1, 60_000)
            .default(1_000)
            .describe('Milliseconds that one rule may take; a slower one denies.'),
        })
        .nullable()
        .default(null)
        .describe('Custom graphql-shield rules, checked in addition to the marks.'),
      policies: z
        .strictObject({
          url: privateUrl('a decision point').describe('URL of the decision point.'),
          token: bearerToken()
            .nullable()
            .default(null)
            .describe('Bearer token for it. Null sends none.'),
          timeoutMs: whole(10, 30_000)
            .default(1_000)
            .describe('Milliseconds that one request may take; a slower one denies.'),
          cacheSeconds: whole(0, 300)
            .default(10)
            .describe('Seconds for which an answer is cached; 0 caches none.'),
        })
        .nullable()
        .default(null)
        .describe(
          'Decision point for `@policy`. Null: only the policies claim of the token counts.',
        ),
    })
    .prefault({})
    .describe('Who sees what.');
}
