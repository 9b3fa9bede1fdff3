import type { Category } from '../../../directives/spec.ts';

/** Languages of letters to patients. */
export const LANGUAGES = ['en', 'es'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Why an access is left out of an accounting of disclosures: its purpose, or that it was the patient's own. */
export type LeftOut = 'treatment' | 'payment' | 'health care operations' | 'the patient';

/** The purposes of v3-PurposeOfUse that an accounting lists, each with words of its own. */
export const LISTED_PURPOSES = [
  'HMARKT',
  'DONAT',
  'GOV',
  'HDECD',
  'HLEGAL',
  'MILCDM',
  'MILDCRG',
  'HRESCH',
  'BIORCH',
  'CLINTRCH',
  'CLINTRCHNPC',
  'CLINTRCHPC',
  'PRECLINTRCH',
  'DSRCH',
  'POARCH',
  'TRANSRCH',
  'FAMRQT',
  'PWATRNY',
  'SUPNWK',
  'PUBHLTH',
  'DISASTER',
  'THREAT',
] as const;

export type ListedPurpose = (typeof LISTED_PURPOSES)[number];

/** The law that an access report follows, see `LETTER_STANDARDS`. */
export type AccessLaw = 'hipaa' | 'ehds' | 'uk' | 'germany';

/** Everything that letters say in one language. The compiler refuses a catalog that lacks a message. */
export interface Messages {
  readonly language: Language;
  readonly content: ContentMessages;
  readonly letter: LetterMessages;
  readonly account: AccountMessages;
  readonly access: AccessMessages;
  readonly notice: NoticeMessages;
}

/** What was disclosed, to which recipient and why. */
export interface ContentMessages {
  readonly categories: Readonly<Record<Category, string>>;
  /** A field without a category that this version knows. */
  readonly otherInformation: string;
  /** The same data without what identifies the patient. */
  readonly deidentified: (list: string) => string;
  /** A type with how many of its records, such as `Observation (12 records)`. */
  readonly typeWithCount: (type: string, count: number) => string;
  readonly purposes: Readonly<Record<ListedPurpose, string>>;
  readonly notStated: string;
  readonly unknownRecipient: string;
}

/** What letters have in common. */
export interface LetterMessages {
  readonly phone: string;
  readonly name: string;
  readonly recordNumber: string;
  readonly birthDate: string;
  /** The id of the patient, where the name is not known. */
  readonly patientNumber: string;
  readonly preparedOn: string;
  readonly period: string;
  readonly covered: string;
  readonly fromTo: (from: string, to: string) => string;
  readonly notKnown: string;
  readonly noneOfIt: string;
  /** All times of the letter are in this zone. */
  readonly zone: (name: string) => string;
  /** The directory is off, so the patient is named by number. */
  readonly namesOff: string;
  /** The directory did not answer for all names. */
  readonly namesIncomplete: string;
  /** Characters that the font of the PDF lacks. */
  readonly unprintable: string;
  readonly staffMember: string;
  readonly incomplete: (count: number) => string;
  readonly pruned: string;
  /** What the log does not have of the period; `isEntered` if the letter lists what was entered by hand. */
  readonly beginsLater: (isEntered: boolean) => string;
  readonly questions: (hospital: string | null, phone: string | null) => string;
  readonly proofTitle: string;
  readonly proof: string;
  readonly ledger: string;
  readonly ledgerSize: string;
  readonly ledgerRoot: string;
  readonly page: (page: number, pages: number) => string;
}

/** The accounting of disclosures. */
export interface AccountMessages {
  readonly title: string;
  /** `isRight` if the law of the place gives a right to it. */
  readonly intro: (isRight: boolean) => string;
  readonly count: string;
  readonly countOf: (disclosures: number, entries: number) => string;
  readonly listTitle: string;
  readonly none: string;
  readonly recipient: string;
  readonly address: string;
  readonly addressNotKnown: string;
  readonly what: string;
  readonly why: string;
  readonly accountOf: (issuer: string) => string;
  readonly legalBasis: (paragraph: string) => string;
  readonly series: (count: number, last: string) => string;
  readonly allTogether: string;
  readonly seriesNote: string;
  readonly records: string;
  /** The first ten numbers of records, and how many more there are. */
  readonly moreNumbers: (shown: string, more: number) => string;
  readonly leftOutTitle: string;
  readonly leftOutIntro: string;
  readonly leftOut: Readonly<Record<LeftOut, string>>;
  readonly times: (count: number) => string;
  readonly leftOutNote: string;
  readonly footer: string;
}

/** The access report. */
export interface AccessMessages {
  readonly title: string;
  readonly intro: (hasReasons: boolean) => string;
  readonly law: Readonly<Record<AccessLaw, string>>;
  readonly listTitle: string;
  readonly none: string;
  readonly count: string;
  readonly countOf: (accesses: number, entries: number) => string;
  readonly when: string;
  readonly what: string;
  readonly why: string;
  readonly how: string;
  readonly nothingShown: string;
  readonly relations: Readonly<
    Record<'self' | 'care-team' | 'list' | 'break-glass' | 'all', string>
  >;
  readonly purposes: Readonly<Record<LeftOut | 'emergency', string>>;
  readonly changed: string;
  readonly refused: string;
  readonly emergency: string;
  readonly program: (name: string) => string;
  readonly own: (count: number) => string;
  readonly notListed: string;
  readonly footer: string;
}

/** The notice of emergency access. */
export interface NoticeMessages {
  readonly title: string;
  readonly intro: (hospital: string | null) => string;
  readonly listTitle: string;
  readonly none: string;
  readonly explanation: string;
  readonly review: string;
  readonly footer: string;
}
