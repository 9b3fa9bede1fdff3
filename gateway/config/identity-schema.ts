import { resolve } from 'node:path';
import { z } from 'zod';
import { DEFAULT_PATIENT_IDS, NORMAL_FORMS } from '../../directives/patient-id.ts';
import { flag, mapOf, oneOf, privateUrl, text, whole } from './values.ts';

/** `identity`: whose tokens are accepted, how they are checked and what their claims mean. */
export function identitySchema(folder: string) {
  const jwks = z.union(
    [
      privateUrl('a JSON Web Key Set').transform((url) => ({ kind: 'url' as const, url })),
      text('a file')
        .refine((value) => !value.includes('://'))
        .transform((value) => resolve(folder, value))
        .transform((file) => ({ kind: 'file' as const, path: file })),
    ],
    {
      error: 'must be an https:// URL (http:// on loopback only) or a file with a JSON Web Key Set',
    },
  );

  const issuer = z.strictObject({
    issuer: text("the issuer's exact iss"),
    audience: text('the audience that tokens are made for'),
    jwks,
    // How long its last keys are used while they can't be fetched again: long enough for a restart of the issuer,
    // short enough that a key which was withdrawn meanwhile ends on the same day.
    staleKeysMinutes: whole(0, 1_440).default(60),
    // Ids of patients and staff are those of the subgraphs, for all issuers: another issuer may have given the same id
    // to another person. The default is true for an only issuer; each of several has to say it (findIssuerProblems).
    namesPatients: flag().optional(),
    namesStaff: flag().optional(),
    algorithms: z
      .array(oneOf(ALGORITHMS), { error: `must be a list of ${ALGORITHMS.join(', ')}` })
      .min(1, { error: 'must name at least one algorithm' })
      .default(['RS256', 'ES256', 'EdDSA', 'PS256']),
    roles: z
      .strictObject({
        claim: claim('roles'),
        map: mapOf(text('a role'), 'a mapping of claim values to roles').nullable().default(null),
      })
      .prefault({}),
    scopes: z.strictObject({ claim: claim('scope') }).prefault({}),
    policies: z
      .strictObject({ claim: text('the path of a claim').nullable().default(null) })
      .prefault({}),
    claims: z
      .strictObject({
        patient: claim('patient'),
        name: claim('name'),
        organisation: claim('organisation'),
        project: claim('project'),
        client: claim('client_id'),
      })
      .prefault({}),
  });

  return z.strictObject(
    {
      issuers: z
        .array(issuer, { error: 'must be a list of issuers' })
        .min(1, { error: 'must name at least one issuer' })
        .refine((list) => new Set(list.map((item) => item.issuer)).size === list.length, {
          error: 'must name each issuer once',
        })
        .transform((list) =>
          list.map(({ namesPatients, namesStaff, ...item }) => ({
            ...item,
            namesPatients: namesPatients ?? list.length === 1,
            namesStaff: namesStaff ?? list.length === 1,
          })),
        ),
      patientIds: patientIds(),
    },
    {
      error:
        'is required: who may issue tokens? Give identity.issuers (--issuer, --audience, --jwks)',
    },
  );
}

/** `identity.patientIds`: the one form of a patient's id; a pattern narrows what holds for every id. */
export function patientIds() {
  return z
    .strictObject({
      pattern: text('a regular expression')
        .refine(isPattern, {
          error: 'must be a regular expression of JavaScript, such as "[0-9]+"',
        })
        .nullable()
        .default(DEFAULT_PATIENT_IDS.pattern),
      normalize: oneOf(NORMAL_FORMS).default(DEFAULT_PATIENT_IDS.normalize),
    })
    .prefault({});
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function claim(fallback: string) {
  return text('the path of a claim').default(fallback);
}

/** Signatures that a verifier can check without being able to make them. */
const ALGORITHMS = [
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
