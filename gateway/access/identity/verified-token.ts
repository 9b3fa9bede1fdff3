import type { IssuerConfig } from './identity-config.ts';
import type { Claims } from './read-claim.ts';

/** A token that its issuer's keys or its issuer itself verified, with its registered claims. */
export interface VerifiedToken {
  readonly issuer: IssuerConfig;
  readonly subject: string;
  readonly claims: Claims;
  /** The token must be verified again from then on: at its end at the latest. UTC ms since 1970. */
  readonly freshUntil: number;
}

/** The address that sent a token. */
export interface Asker {
  readonly address: string;
  /** Rejects with GatewayError `RATE_LIMITED` if the address's budget of failed authentication is spent. */
  readonly assertWithinBudget: () => Promise<void>;
}

/** Verifies a token, or rejects with a GatewayError. */
export type VerifyToken = (token: string, asker: Asker) => Promise<VerifiedToken>;
