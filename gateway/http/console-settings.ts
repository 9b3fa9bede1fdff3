import type { AdminConfig } from '../reports/admin-config.ts';
import type { IdentityConfig } from '../access/identity/identity-config.ts';
import { SettingsError } from '../platform/errors.ts';

/** What the console in a browser is told of where it is: nothing secret. */
export interface ConsoleSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly idleMinutes: number;
  /** See `ConsoleConfig`. */
  readonly maxAgeMinutes: number | null;
  /** Keys that it checks the signatures of checkpoints with, each `name+key id+key`. */
  readonly ledgerKeys: readonly string[];
  /** Who says that they are the ledger's: whoever configured them, or the gateway that signs with one. */
  readonly keySource: 'configuration' | 'gateway';
}

/**
 * Settles which issuer the console signs people in with; null where there is no console.
 *
 * @throws SettingsError when its issuer isn't one whose tokens the gateway takes, or isn't named among several.
 */
export function consoleSettings({
  admin,
  identity,
}: {
  readonly admin: Pick<AdminConfig, 'console'> | null;
  readonly identity: IdentityConfig;
}): ConsoleSettings | null {
  const page = admin?.console ?? null;
  if (page === null) return null;
  const { issuer: named, ...rest } = page;
  const [first, ...others] = identity.issuers.map(({ issuer }) => issuer);
  if (named === null && others.length > 0) throw refused('must name one of identity.issuers.');
  const issuer = named ?? first;
  if (issuer === undefined || ![first, ...others].includes(issuer))
    throw refused('must be the issuer of one of identity.issuers.');
  if (!URL.canParse(issuer) || !/^https?:$/.test(new URL(issuer).protocol))
    throw refused('must be an https:// URL: the console signs in with the issuer that it names.');
  return { issuer, ...rest, keySource: 'configuration' };
}

function refused(text: string): SettingsError {
  return new SettingsError([{ path: 'admin.console.issuer', text }]);
}

/** The settings with the key of the gateway's own, where nobody has configured which to trust. */
export function withLedgerKey(settings: ConsoleSettings, ledgerKey: string): ConsoleSettings {
  if (settings.ledgerKeys.length > 0) return settings;
  return { ...settings, ledgerKeys: [ledgerKey], keySource: 'gateway' };
}
