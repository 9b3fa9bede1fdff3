import { z } from 'zod';
import { DEFAULT_PATIENT_IDS, NORMAL_FORMS } from '../../../directives/patient-id.ts';
import { smartSchema } from '../smart/smart-config.ts';
import {
  claimPath,
  flag,
  location,
  mapOf,
  oneOf,
  pathIn,
  privateUrl,
  text,
  whole,
  type Settings,
} from '../../platform/setting-types.ts';

export type IdentityConfig = Settings<typeof identitySchema>;
export type IssuerConfig = IdentityConfig['issuers'][number];

/** `identity`: whose tokens are accepted, how they are checked and what their claims mean. */
export function identitySchema(folder: string) {
  const jwks = location(folder, 'a JSON Web Key Set');

  const issuer = z
    .strictObject({
      issuer: text("the issuer's exact iss").describe(
        'Value of `iss` in its tokens, compared character by character.',
      ),
      audience: text('the audience that tokens are made for').describe(
        'Value that `aud` of its tokens must hold.',
      ),
      jwks: jwks
        .nullable()
        .default(null)
        .describe('URL or file of its JSON Web Key Set. Null: its tokens are introspected.'),
      introspection: z
        .strictObject({
          url: privateUrl('an introspection endpoint').describe(
            'URL of its introspection endpoint.',
          ),
          clientId: text('the id of a client').describe('Client id of the gateway at the issuer.'),
          clientSecret: text('the secret of a client').describe(
            'Client secret of the gateway, such as `${INTROSPECTION_SECRET}`.',
          ),
          cacheSeconds: whole(0, 300)
            .default(30)
            .describe(
              'Seconds for which an active token is not introspected again: for that long, a revoked token is still accepted.',
            ),
        })
        .nullable()
        .default(null)
        .describe(
          'Asks the issuer about each token (RFC 7662), which may be opaque. At most one issuer may have it.',
        ),
      staleKeysMinutes: whole(0, 1_440)
        .default(60)
        .describe(
          'Minutes for which the last fetched keys are used while fetching them fails: enough for a restart of the issuer, and a withdrawn key ends on the same day.',
        ),
      // Ids of patients and staff are those of the subgraphs, for all issuers: another issuer may have given the same id
      // to another person. The default is true for an only issuer; each of several has to say it (findIssuerProblems).
      namesPatients: flag()
        .optional()
        .describe(
          "Whether patient ids in its tokens are the subgraphs' own. If false, no claim of its tokens names a patient. Default: true for an only issuer; each of several must say it.",
        ),
      namesStaff: flag()
        .optional()
        .describe(
          "Whether staff ids in its tokens are the graph's own. If false, the relationship source gets none of their claims, and no facts are queried about their subjects. Default: as for `namesPatients`.",
        ),
      algorithms: z
        .array(oneOf(TOKEN_ALGORITHMS), {
          error: `must be a list of ${TOKEN_ALGORITHMS.join(', ')}`,
        })
        .min(1, { error: 'must name at least one algorithm' })
        .default(['RS256', 'ES256', 'EdDSA', 'PS256'])
        .describe('Accepted signature algorithms (JWS names, asymmetric only).'),
      revocation: z
        .strictObject({
          list: location(folder, 'a list of revoked tokens').describe(
            'URL or file of a JSON document with the ids of revoked tokens and the subjects whose tokens are all revoked: `{ "jti": [], "sub": [] }`.',
          ),
          everySeconds: whole(1, 3_600)
            .default(10)
            .describe('Seconds after which it is read again: a revoked token ends by then.'),
          staleMinutes: whole(1, 1_440)
            .default(60)
            .describe(
              'Minutes for which the last list counts while reading it fails. After that, tokens of the issuer get 503.',
            ),
        })
        .nullable()
        .default(null)
        .describe('Revoked tokens of the issuer. Null: a signed token is valid until it ends.'),
      requireDpop: flag()
        .default(false)
        .describe(
          'Refuses tokens that are not bound to a key of the client (DPoP, RFC 9449). A token that is bound is refused without a proof in any case. Needs `server.publicUrl`.',
        ),
      requireMutualTls: flag()
        .default(false)
        .describe(
          'Refuses tokens that are not bound to a certificate of the client (RFC 8705). A token that is bound is refused over a connection without this certificate in any case. Needs `server.tls.clientCa` or `server.clientCertificateHeader`.',
        ),
      roles: z
        .strictObject({
          claim: claim('roles').describe('Path of the claim with the roles.'),
          map: mapOf(text('a role'), 'a mapping of claim values to roles')
            .nullable()
            .default(null)
            .describe('Claim value → role. Null takes the values as they are.'),
        })
        .prefault({})
        .describe('Roles of the caller.'),
      scopes: z
        .strictObject({ claim: claim('scope').describe('Path of the claim with the scopes.') })
        .prefault({})
        .describe('Scopes for `@requiresScopes`.'),
      policies: z
        .strictObject({
          claim: claimPath()
            .nullable()
            .default(null)
            .describe('Path of the claim with the policies. Null: tokens fulfill no policy.'),
        })
        .prefault({})
        .describe('Policies for `@policy`.'),
      smart: smartSchema(),
      claims: z
        .strictObject({
          patient: claim('patient').describe(
            'Path of the claim with the patient id of the caller.',
          ),
          name: claim('name').describe("Path of the claim with the caller's name."),
          organization: claim('organization').describe(
            "Path of the claim with the caller's organization.",
          ),
          project: claim('project').describe(
            'Path of the claim with the research project, which pseudonyms depend on.',
          ),
          client: claim('client_id').describe(
            'Path of the claim with the client (application) id.',
          ),
        })
        .prefault({})
        .describe('Further claims of its tokens.'),
    })
    .refine(({ jwks: keys, introspection }) => keys !== null || introspection !== null, {
      path: ['jwks'],
      error: 'is required, or introspection in its place: how are tokens of this issuer verified?',
    })
    .refine(({ jwks: keys, introspection }) => keys === null || introspection === null, {
      path: ['introspection'],
      error: 'contradicts jwks: tokens are introspected, or verified with keys. Remove one of them',
    });

  return z
    .strictObject(
      {
        issuers: z
          .array(issuer, { error: 'must be a list of issuers' })
          .min(1, { error: 'must name at least one issuer' })
          .refine((list) => list.filter(({ introspection }) => introspection !== null).length < 2, {
            error:
              'must name at most one issuer with introspection: an opaque token names no issuer',
          })
          .refine((list) => new Set(list.map((item) => item.issuer)).size === list.length, {
            error: 'must name each issuer once',
          })
          .transform((list) =>
            list.map(({ namesPatients, namesStaff, ...item }) => ({
              ...item,
              namesPatients: namesPatients ?? list.length === 1,
              namesStaff: namesStaff ?? list.length === 1,
            })),
          )
          .describe('Token issuers, each with an `issuer` of its own.'),
        patientIds: patientIds(),
      },
      {
        error:
          'is required: who may issue tokens? Give identity.issuers (--issuer, --audience, --jwks)',
      },
    )
    .describe('Accepted tokens and the meaning of their claims.');
}

/** `identity.patientIds`: the form of patient ids. A pattern narrows the rules that hold for every id. */
export function patientIds() {
  return z
    .strictObject({
      pattern: text('a regular expression')
        .refine(isPattern, {
          error: 'must be a regular expression of JavaScript, such as "[0-9]+"',
        })
        .nullable()
        .default(DEFAULT_PATIENT_IDS.pattern)
        .describe(
          'Regular expression that every patient id matches as a whole, such as one spelling for subgraphs that ignore case or leading zeros.',
        ),
      normalize: oneOf(NORMAL_FORMS)
        .default(DEFAULT_PATIENT_IDS.normalize)
        .describe(
          'Unicode normalization form of patient ids. An id in another form is refused, never converted.',
        ),
    })
    .prefault({})
    .describe('Form of patient ids in arguments, tokens, grants and responses of subgraphs.');
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function claim(fallback: string) {
  return claimPath().default(fallback);
}

export type SubgraphIdentityConfig = NonNullable<Settings<typeof subgraphIdentitySchema>>;

/** `subgraph.identity`: the bearer tokens of the gateway's requests to subgraphs. */
export function subgraphIdentitySchema(folder: string) {
  return z
    .strictObject({
      key: pathIn(folder, 'a private key').describe(
        'File of the private key, made on the first start.',
      ),
      issuer: text("the gateway's name")
        .default('phi-gateway')
        .describe("The gateway's name (`iss`) in the tokens."),
    })
    .nullable()
    .default(null)
    .describe(
      'Signed bearer tokens of requests to subgraphs, so that they can check the sender. Null sends none.',
    );
}

/** Signatures that a verifier can check without being able to make them. */
export const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
