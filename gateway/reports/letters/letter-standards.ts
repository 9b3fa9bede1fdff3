import type { AccessLaw, Language } from '../messages/messages.ts';

/** What an access report shows under a law. */
export interface LetterStandard {
  /** Years that it goes back if no period is requested. */
  readonly years: number;
  /** Whether it lists attempts that were refused. */
  readonly hasAttempts: boolean;
  /** Whether it states the purpose of each access and what permitted it. */
  readonly hasReasons: boolean;
  /** Paper of PDF files. */
  readonly paper: Paper;
  /** How dates and times are written. */
  readonly locales: Readonly<Record<Language, string>>;
}

/** Sizes of paper. */
export const PAPERS = ['letter', 'A4'] as const;

export type Paper = (typeof PAPERS)[number];

/** How members of staff are named to patients. */
export const STAFF_NAMINGS = ['name', 'role', 'department'] as const;

export type StaffNaming = (typeof STAFF_NAMINGS)[number];

const AMERICAN = { paper: 'letter', locales: { en: 'en-US', es: 'es-US' } } as const;
const EUROPEAN = { paper: 'A4', locales: { en: 'en-GB', es: 'es-ES' } } as const;

/**
 * The presets of `admin.letters.standard`. `hipaa`: no law of the United States requires an access report, so it shows
 * all that the ledger has for the six years of an accounting (45 CFR 164.528). `ehds`: Regulation (EU) 2025/327, Art. 9(2):
 * who, when and what, for three years. `uk`: Art. 15 UK GDPR, which goes back as far as the data: six years, as long as a
 * ledger keeps records by default. `germany`: section 309 SGB V, which counts attempts, for three years; Art. 15 GDPR.
 */
export const LETTER_STANDARDS: Readonly<Record<AccessLaw, LetterStandard>> = {
  hipaa: { years: 6, hasAttempts: false, hasReasons: true, ...AMERICAN },
  ehds: { years: 3, hasAttempts: false, hasReasons: false, ...EUROPEAN },
  uk: { years: 6, hasAttempts: false, hasReasons: true, ...EUROPEAN },
  germany: { years: 3, hasAttempts: true, hasReasons: true, ...EUROPEAN },
};
