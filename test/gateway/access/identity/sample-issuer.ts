import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { DEFAULT_PATIENT_IDS } from '../../../../directives/patient-id.ts';
import type { ReachConfig } from '../../../../gateway/access/authorization-config.ts';
import { createIdentify } from '../../../../gateway/access/identity/create-identify.ts';
import type { IssuerConfig } from '../../../../gateway/access/identity/identity-config.ts';
import type { PurposeConfig } from '../../../../gateway/access/purpose/purpose-config.ts';
import type { RelationshipsConfig } from '../../../../gateway/access/relationships/relationships-config.ts';
import type { Caller } from '../../../../gateway/platform/caller.ts';

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** An issuer with one key in a file. */
export interface SampleIssuer {
  /** For further files. It is removed after the tests. */
  readonly folder: string;
  readonly keys: { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey };
  readonly jwk: JWK;
  readonly issuer: (change?: Partial<IssuerConfig>) => IssuerConfig;
  readonly token: (claims?: Record<string, unknown>, key?: CryptoKey) => Promise<string>;
}

/** Creates the issuer before the tests of the file that calls it. */
export function sampleIssuer(): SampleIssuer {
  const folder = mkdtempSync(join(tmpdir(), 'phi-identity-'));
  let keys: SampleIssuer['keys'];
  let jwk: JWK;

  beforeAll(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' };
    writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys: [jwk] }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function issuer(change: Partial<IssuerConfig> = {}): IssuerConfig {
    return {
      issuer: 'https://id.example',
      audience: 'phi',
      jwks: { kind: 'file', path: join(folder, 'jwks.json') },
      staleKeysMinutes: 60,
      requireDpop: false,
      requireMutualTls: false,
      introspection: null,
      revocation: null,
      namesPatients: true,
      namesStaff: true,
      algorithms: ['ES256'],
      roles: { claim: 'roles', map: null },
      scopes: { claim: 'scope' },
      policies: { claim: null },
      smart: null,
      claims: {
        patient: 'patient',
        name: 'name',
        organization: 'organization',
        project: 'project',
        client: 'client_id',
      },
      ...change,
    };
  }

  async function token(
    claims: Record<string, unknown> = {},
    key = keys.privateKey,
  ): Promise<string> {
    return new SignJWT({
      iss: 'https://id.example',
      aud: 'phi',
      sub: 'ada',
      exp: NOW / 1000 + 60,
      roles: ['physician'],
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(key);
  }

  return {
    folder,
    get keys() {
      return keys;
    },
    get jwk() {
      return jwk;
    },
    issuer,
    token,
  };
}

/**
 * Identifies the callers of bearer tokens of these issuers. Each token is identified again, as far as possible from what is
 * remembered of it, and expected to give the same caller or refusal.
 */
export function identifyWith(...options: Parameters<typeof identifyOnceWith>) {
  const identify = identifyOnceWith(...options);
  return async (bearer: string) => {
    const identified = identify(bearer);
    const first = await outcomeOf(identified);
    expect(await outcomeOf(identify(bearer))).toEqual(first);
    return identified;
  };
}

/** The caller, or the members of the error. */
function outcomeOf(identified: Promise<Caller>): Promise<object> {
  return identified.catch((error: unknown) => ({ ...Object(error) }));
}

/** Identifies the callers of bearer tokens of these issuers. */
export function identifyOnceWith(
  issuers: readonly IssuerConfig[],
  {
    now = () => NOW,
    reach = new Map<string, ReachConfig>(),
    relationships = null as RelationshipsConfig | null,
    purpose = null as PurposeConfig | null,
    patientIds = DEFAULT_PATIENT_IDS,
    issuerKeys = undefined as Parameters<typeof createIdentify>[2],
    onRolesMissing = (_index: number): void => undefined,
    uptime = () => performance.now(),
  } = {},
) {
  const identify = createIdentify(
    {
      identity: { issuers, patientIds },
      authorization: {
        reach,
        defaultRoles: [],
        unmarked: 'allow',
        mode: 'filter',
        unreached: 'hide',
        rules: null,
        policies: null,
      },
      relationships,
      purpose,
      development: false,
    },
    now,
    issuerKeys,
    { onRolesMissing, uptime },
  );
  return (bearer: string) =>
    identify({
      authorization: [`Bearer ${bearer}`],
      proofs: [],
      request: { method: 'POST', url: null },
      readCertificate: () => null,
      address: '127.0.0.1',
      assertWithinBudget: async () => {},
      proxies: [],
      userAgent: 'test/1',
    });
}
