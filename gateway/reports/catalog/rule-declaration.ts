/** What can explain an access that a rule finds, so that the rule gives the case fewer points. */
export type Explanation =
  /** The patient was shown under a pseudonym. */
  | 'pseudonym'
  /** The patient was shown only among others. */
  | 'list'
  /** The actor has a treatment relationship with the patient. */
  | 'treatment';

/** The number in the settings from which a rule finds an access unusual, and its bounds. */
export interface Threshold {
  /** Where it stands below `admin.unusual`. */
  readonly setting: readonly [section: string, key: string];
  readonly min: number;
  readonly max: number;
  readonly standard: number;
  /** What it counts, such as `days`. */
  readonly unit: string;
  readonly text: string;
}

/** What the settings, the report API, the console and the documentation say about a rule. */
export interface RuleDeclaration {
  readonly title: string;
  /** Completes “Finds …”. */
  readonly finds: string;
  /** The facts or settings without which it finds nothing; null if it needs none. */
  readonly needs: string | null;
  /** Points that it gives a case unless the settings say otherwise. */
  readonly points: number;
  readonly explainedBy: readonly Explanation[];
  /**
   * Whether an officer can say in advance that what it finds is not unusual. False if each access has to be looked at:
   * the account may be in other hands, or a review of each access is required.
   */
  readonly isSuppressible: boolean;
  readonly threshold: Threshold | null;
}
