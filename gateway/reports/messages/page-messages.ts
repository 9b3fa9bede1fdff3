import type { RecordedDenialReason } from '../../platform/recorded-denial-reason.ts';
import type { Language } from './messages.ts';

/**
 * Everything that a patient's page of the console says in one language, besides the words that it shares with letters (see
 * `Messages`). The pages of reviewers use the English ones of its shared parts.
 */
export interface PageMessages {
  readonly language: Language;
  /** The language's own name. */
  readonly languageName: string;
  readonly shell: ShellMessages;
  readonly signIn: SignInMessages;
  readonly failed: FailedMessages;
  readonly files: FileMessages;
  readonly pages: PagerMessages;
  readonly record: OwnRecordMessages;
  readonly questions: QuestionMessages;
}

/** The frame of each screen. */
export interface ShellMessages {
  /** Name of the console. */
  readonly product: string;
  readonly skip: string;
  readonly menu: string;
  readonly signOut: string;
  readonly language: string;
  readonly colors: string;
  readonly schemes: Readonly<Record<'system' | 'light' | 'dark', string>>;
  readonly opening: string;
  readonly openingSignIn: string;
  readonly readingAccount: string;
  readonly noReports: string;
  readonly noReportsTitle: string;
  readonly noReportsText: string;
}

/** A message with a title. */
export interface TitledMessage {
  readonly title: string;
  readonly text: string;
}

/** The screen to sign in. */
export interface SignInMessages {
  readonly title: string;
  readonly lead: string;
  readonly button: string;
  readonly where: (host: string) => string;
  readonly idle: (minutes: number) => string;
  /** Why the reader is not signed in. */
  readonly notices: Readonly<
    Record<
      'asked' | 'unended' | 'expired' | 'refused' | 'stale' | 'failed' | 'unreachable',
      TitledMessage
    >
  >;
  readonly idleNotice: (minutes: number) => TitledMessage;
  /** Shown shortly before. */
  readonly idleWarning: (minutes: number) => TitledMessage;
  readonly stay: string;
}

/** Why something failed, and what the reader can do. */
export interface FailedMessages {
  readonly again: string;
  readonly reload: string;
  /** The gateway does not send the settings of the console. */
  readonly start: TitledMessage;
  /** An error in the page itself. */
  readonly page: TitledMessage;
  readonly requests: Readonly<
    Record<
      | 'signed-out'
      | 'forbidden'
      | 'busy'
      | 'exporting'
      | 'unreachable'
      | 'unavailable'
      | 'refused'
      | 'unreadable'
      | 'broken'
      | 'canceled',
      TitledMessage
    >
  >;
}

/** Downloads. */
export interface FileMessages {
  readonly format: string;
  readonly download: string;
  readonly cancel: string;
  readonly preparing: string;
  readonly lines: (lines: number) => string;
  readonly linesOf: (lines: number, rows: number) => string;
  readonly done: (name: string) => string;
  readonly letter: string;
  readonly downloadLetter: string;
  /** Formats of the access report as a letter, by their names in requests. */
  readonly letters: Readonly<Record<'pdf' | 'html', string>>;
  /** The same of the accounting of disclosures. */
  readonly accounts: Readonly<Record<'pdf' | 'html', string>>;
  /** Formats of rows. */
  readonly rows: Readonly<Record<'csv' | 'json' | 'ndjson' | 'fhir' | 'fhir-ndjson', string>>;
}

/** The pages of a list. */
export interface PagerMessages {
  readonly label: string;
  readonly range: (from: number, to: number, total: number) => string;
  readonly first: string;
  readonly previous: string;
  readonly next: string;
}

/** Questions to the privacy office about an access. */
export interface QuestionMessages {
  readonly title: string;
  /** How questions work. */
  readonly how: readonly string[];
  readonly noneYet: string;
  readonly ask: string;
  /** Follows the button, for screen readers. */
  readonly about: (who: string, when: string) => string;
  readonly dialog: string;
  readonly text: string;
  readonly hint: string;
  readonly send: string;
  readonly sending: string;
  readonly sent: string;
  readonly asked: (when: string) => string;
  readonly open: string;
  readonly answered: (when: string) => string;
  readonly reading: string;
  /** Why a question was refused, by error code. */
  readonly refused: Readonly<
    Record<'EVENT_UNKNOWN' | 'QUESTION_ASKED' | 'QUESTIONS_OPEN' | 'EXECUTED', string>
  >;
}

/** The accesses to the patient's own record. */
export interface OwnRecordMessages {
  readonly lead: string;
  /** The times are those of this time zone. */
  readonly zone: (name: string) => string;
  readonly reading: string;
  readonly counting: string;
  readonly whyTitle: string;
  readonly times: (count: number) => string;
  readonly listTitle: string;
  /** What the list shows. */
  readonly show: string;
  readonly shown: Readonly<Record<'all' | 'emergency' | 'refused', string>>;
  readonly order: string;
  readonly newest: string;
  readonly oldest: string;
  readonly none: TitledMessage;
  readonly notProven: (entries: number) => string;
  readonly gateway: string;
  readonly noPurpose: string;
  readonly fields: (count: number) => string;
  readonly outcomes: Readonly<
    Record<'permit' | 'partial' | 'deny' | 'pending' | 'error' | 'unreleased', string>
  >;
  readonly explainedOutcomes: OwnRecordMessages['outcomes'];
  /** Kinds of records besides plain access, by code. */
  readonly kinds: Readonly<
    Record<
      | 'intent'
      | 'outcome'
      | 'unreleased'
      | 'breakglass.start'
      | 'breakglass.stop'
      | 'breakglass.alert'
      | 'disclosure',
      string
    >
  >;
  readonly views: Readonly<Record<'full' | 'deidentified' | 'argument' | 'none', string>>;
  readonly denied: (reason: string) => string;
  /** Why a field was withheld, by code. */
  readonly reasons: Readonly<Record<RecordedDenialReason, string>>;
  readonly emergencyTitle: string;
  /** How often in the last 30 days, and when last. */
  readonly emergencyCount: (count: number, last: string) => string;
  readonly emergencyShow: string;
  readonly wordsTitle: string;
  /** Relations, explained. */
  readonly relations: Readonly<
    Record<'self' | 'care-team' | 'list' | 'break-glass' | 'all', string>
  >;
}
