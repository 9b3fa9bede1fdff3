/** The caller of a request, from its verified access token and its connection. Frozen; one per request. */
export interface Caller {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | null;
  /** Roles after the issuer's mapping: exact, whole strings, sorted, unique. */
  readonly roles: readonly string[];
  /** Scopes for `@requiresScopes`: exact, whole strings, sorted, unique. */
  readonly scopes: readonly string[];
  /** Policies for `@policy`: exact, whole strings, sorted, unique. */
  readonly policies: readonly string[];
  readonly organization: string | null;
  /** `jti` of the token. */
  readonly tokenId: string | null;
  /** `amr` of the token. */
  readonly authMethods: readonly string[];
  /** `auth_time` of the token: time of the sign-in, UTC ms since 1970; null for a token without it. */
  readonly authTime: number | null;
  readonly clientId: string | null;
  /** Address of the client: the connection's peer, or what trusted proxies state. */
  readonly address: string;
  /** Addresses of the trusted proxies in between, from the gateway's side to the client's. */
  readonly proxies: readonly string[];
  /** SHA-256 thumbprint of the client certificate that the token is bound to; null for a token that is not. */
  readonly certificate: string | null;
  readonly userAgent: string | null;
  /** Role with reach `self` or `list` → the patients that its claim names; roles without the claim are absent. */
  readonly patients: ReadonlyMap<string, readonly string[]>;
  /** The caller's own patient id, by the issuer's patient claim; null for a caller who is not a patient. */
  readonly ownPatient: string | null;
  /** Claims that the relationship source gets: name → text of the claim, if the token has it. */
  readonly claims: ReadonlyMap<string, string>;
  /** Purposes of use in the token, known codes or not; null if it has no such claim. */
  readonly purposes: readonly string[] | null;
  /** The project whose pseudonyms the caller sees. */
  readonly project: string | null;
  /** What the SMART scopes of the token allow; null if its issuer has no table of SMART scopes. */
  readonly smart: SmartAccess | null;
}

/** What the SMART scopes of a token allow. A token without such scopes allows nothing. */
export interface SmartAccess {
  /** The scopes that count, each in one form, sorted. */
  readonly scopes: readonly string[];
  /** What each level of scopes allows; a level without scopes that count is missing. */
  readonly levels: readonly SmartLevel[];
}

/** What the scopes of one level, `patient/`, `user/` or `system/`, allow. */
export interface SmartLevel {
  readonly level: 'patient' | 'user' | 'system';
  readonly roles: readonly string[];
  /** The patient of the launch context, the only one that `patient/` scopes count for; null at the other levels. */
  readonly onlyPatient: string | null;
  /** Resource of the issuer's table, or `*` for every resource, → letters of `cruds`. */
  readonly granted: ReadonlyMap<string, string>;
}

/** Identifies a caller for quotas and caches: issuer and subject, independent of token and address. */
export function callerKey({ issuer, subject }: Pick<Caller, 'issuer' | 'subject'>): string {
  return JSON.stringify([issuer, subject]);
}
