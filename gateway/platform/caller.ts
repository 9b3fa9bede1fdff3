/** Who asks, as a verified access token and the connection tell it. Frozen; one per request. */
export interface Caller {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string | null;
  /** Roles after the issuer's mapping: exact, whole strings, sorted, unique. */
  readonly roles: readonly string[];
  /** What `@requiresScopes` asks for: exact, whole strings, sorted, unique. */
  readonly scopes: readonly string[];
  /** What `@policy` asks for: exact, whole strings, sorted, unique. */
  readonly policies: readonly string[];
  readonly organisation: string | null;
  /** `jti` of the token. */
  readonly tokenId: string | null;
  /** `amr` of the token. */
  readonly authMethods: readonly string[];
  /** `auth_time` of the token: when its holder signed in, UTC ms since 1970; null for a token without it. */
  readonly authTime: number | null;
  readonly clientId: string | null;
  /** Address of the connection's peer. */
  readonly address: string;
  readonly userAgent: string | null;
  /** Role with reach `self` or `list` → the patients that its claim names; roles without the claim are absent. */
  readonly patients: ReadonlyMap<string, readonly string[]>;
  /** The patient whom the caller is, by the issuer's patient claim; null for whoever is none. */
  readonly own: string | null;
  /** What the relationship source is told of the token: name → text of its claim, where it has one. */
  readonly claims: ReadonlyMap<string, string>;
  /** Purposes of use that the token names, known codes or not; null where it has no such claim. */
  readonly purposes: readonly string[] | null;
  /** The project whose pseudonyms the caller sees. */
  readonly project: string | null;
}

/** Identifies a caller for quotas and caches: issuer and subject, whatever token or address they use. */
export function callerKey({ issuer, subject }: Pick<Caller, 'issuer' | 'subject'>): string {
  return JSON.stringify([issuer, subject]);
}
