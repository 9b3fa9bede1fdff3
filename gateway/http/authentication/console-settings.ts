import type { AdminConfig } from '../../reports/admin-config.ts';
import type { IdentityConfig } from '../../access/identity/identity-config.ts';
import { SettingsError } from '../../platform/errors.ts';
import { LETTER_STANDARDS, type LetterStandard } from '../../reports/letters/letter-standards.ts';
import type { Language } from '../../reports/messages/messages.ts';

/** The settings that the console in the browser loads. None is secret. */
export interface ConsoleSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly idleMinutes: number;
  /** See `ConsoleConfig`. */
  readonly maxAgeMinutes: number | null;
  /** Keys that verify checkpoint signatures, each `name+key id+key`. */
  readonly ledgerKeys: readonly string[];
  /** Where the keys come from: the configuration, or the gateway that signs with one of them. */
  readonly keySource: 'configuration' | 'gateway';
  readonly patientPage: PatientPageSettings;
}

/** How the console shows patients their own record. */
export interface PatientPageSettings {
  /** Language if the browser asks for none that the page has. */
  readonly language: Language;
  /** How dates and times are written in each language (BCP 47). */
  readonly locales: LetterStandard['locales'];
  /** Whether it offers the accounting of disclosures, to which patients have a right in the United States. */
  readonly hasAccounting: boolean;
  /** Names of roles and departments → what the hospital calls them, by language. */
  readonly words: Readonly<Record<Language, Readonly<Record<string, string>>>>;
  readonly hasBreakGlassNotice: boolean;
}

/**
 * Resolves the settings of the console, whose issuer signs its users in; null without a console.
 *
 * @throws SettingsError where the issuer is not one of `identity.issuers`, or not named although there are several.
 */
export function consoleSettings({
  admin,
  identity,
}: {
  readonly admin: Pick<AdminConfig, 'console' | 'letters'> | null;
  readonly identity: IdentityConfig;
}): ConsoleSettings | null {
  const page = admin?.console ?? null;
  if (admin === null || page === null) return null;
  const { issuer: named, ...rest } = page;
  const [first, ...others] = identity.issuers.map(({ issuer }) => issuer);
  if (named === null && others.length > 0) throw refused('must name one of identity.issuers.');
  const issuer = named ?? first;
  if (issuer === undefined || ![first, ...others].includes(issuer))
    throw refused('must be the issuer of one of identity.issuers.');
  if (!URL.canParse(issuer) || !/^https?:$/.test(new URL(issuer).protocol))
    throw refused('must be an https:// URL: the console signs in with the issuer that it names.');
  const { language, standard, words, breakGlassNotice } = admin.letters;
  return {
    issuer,
    ...rest,
    keySource: 'configuration',
    patientPage: {
      language,
      locales: LETTER_STANDARDS[standard].locales,
      hasAccounting: standard === 'hipaa',
      words: { en: Object.fromEntries(words.en), es: Object.fromEntries(words.es) },
      hasBreakGlassNotice: breakGlassNotice,
    },
  };
}

function refused(text: string): SettingsError {
  return new SettingsError([{ path: 'admin.console.issuer', text }]);
}

/** Adds the gateway's own key where no key is configured. */
export function withLedgerKey(settings: ConsoleSettings, ledgerKey: string): ConsoleSettings {
  if (settings.ledgerKeys.length > 0) return settings;
  return { ...settings, ledgerKeys: [ledgerKey], keySource: 'gateway' };
}
