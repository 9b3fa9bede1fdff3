import { keysOf } from './filter-spec.ts';

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

/** Any of them makes a case about the patient weaker. */
const ANY = ['pseudonym', 'list', 'treatment'] as const;

/** The rules for unusual access, in their order. */
export const RULE_DECLARATIONS = {
  SELF: {
    title: 'Own record',
    finds: "a caller's own record, opened with a role of their work",
    needs: '`facts`: `patient`',
    points: 40,
    explainedBy: ['pseudonym', 'list'],
    isSuppressible: true,
    threshold: null,
  },
  SAME_SURNAME: {
    title: 'Same surname',
    finds: "a patient with the actor's surname",
    needs: '`facts`: `surname`',
    points: 35,
    explainedBy: ANY,
    isSuppressible: true,
    threshold: null,
  },
  SAME_ADDRESS: {
    title: 'Same household',
    finds: "a patient at the actor's address",
    needs: '`facts`: `address`',
    points: 45,
    explainedBy: ANY,
    isSuppressible: true,
    threshold: null,
  },
  NEIGHBOR: {
    title: 'Neighbor',
    finds: "a patient in the actor's street, a few house numbers away",
    needs: '`facts`: `address`',
    points: 35,
    explainedBy: ANY,
    isSuppressible: true,
    threshold: {
      setting: ['neighbor', 'houses'],
      min: 0,
      max: 10_000,
      standard: 20,
      unit: 'house numbers',
      text: 'Greatest difference of the house numbers of neighbors.',
    },
  },
  CO_WORKER: {
    title: 'Co-worker',
    finds: "a patient with the actor's employer",
    needs: '`facts`: `employer`',
    points: 45,
    explainedBy: ANY,
    isSuppressible: true,
    threshold: null,
  },
  VIP: {
    title: 'VIP',
    finds: 'a patient on the list of people whose records attract curiosity',
    needs: '`vip.file` or `facts`: `vip`',
    points: 40,
    explainedBy: ANY,
    isSuppressible: true,
    threshold: null,
  },
  DECEASED: {
    title: 'Deceased patient',
    finds: 'a patient who died some time ago',
    needs: '`facts`: `died`',
    points: 40,
    explainedBy: ANY,
    isSuppressible: true,
    threshold: {
      setting: ['deceased', 'days'],
      min: 0,
      max: 36_500,
      standard: 30,
      unit: 'days',
      text: 'Days after a death in which access to the record is usual.',
    },
  },
  DISCHARGED: {
    title: 'After discharge',
    finds: 'a patient who was discharged some time ago',
    needs: '`facts`: `discharged`; `discharged.roles`',
    points: 30,
    explainedBy: ANY,
    isSuppressible: true,
    threshold: {
      setting: ['discharged', 'days'],
      min: 0,
      max: 3_650,
      standard: 90,
      unit: 'days',
      text: 'Days after a discharge in which access to the record is usual.',
    },
  },
  DEPARTMENT: {
    title: 'Other department',
    finds: 'a patient who is not treated by the department of the actor',
    needs: '`facts`: `department`, `departments`; `department.names`',
    points: 30,
    explainedBy: ANY,
    isSuppressible: true,
    threshold: null,
  },
  TERMINATED: {
    title: 'Former employee',
    finds: "an access after the end of the actor's employment",
    needs: '`facts`: `ended`',
    points: 60,
    explainedBy: [],
    isSuppressible: false,
    threshold: {
      setting: ['terminated', 'days'],
      min: 0,
      max: 365,
      standard: 0,
      unit: 'days',
      text: 'Days after the end of an employment in which access is usual.',
    },
  },
  NO_RELATIONSHIP: {
    title: 'No relationship',
    finds: 'a patient reached through reach `all`, without a relationship',
    needs: '`noRelationship.roles`',
    points: 35,
    explainedBy: ['pseudonym', 'list'],
    isSuppressible: true,
    threshold: null,
  },
  BREAK_GLASS: {
    title: 'Break-glass',
    finds: 'each use of break-glass',
    needs: null,
    points: 50,
    explainedBy: [],
    isSuppressible: false,
    threshold: null,
  },
  AFTER_HOURS: {
    title: 'After hours',
    finds: "an access outside a role's working hours",
    needs: '`afterHours`',
    points: 30,
    explainedBy: ['pseudonym', 'treatment'],
    isSuppressible: true,
    threshold: null,
  },
  VOLUME: {
    title: 'More patients than usual',
    finds: 'more patients in an hour than is usual for the actor',
    needs: null,
    points: 40,
    explainedBy: ['pseudonym'],
    isSuppressible: true,
    threshold: {
      setting: ['volume', 'least'],
      min: 1,
      max: 1_000_000,
      standard: 10,
      unit: 'patients',
      text: 'Patients in an hour that are never unusual.',
    },
  },
  BULK_DOWNLOAD: {
    title: 'Bulk download',
    finds: 'very many records in an hour, whatever is usual for the actor',
    needs: null,
    points: 45,
    explainedBy: ['pseudonym'],
    isSuppressible: true,
    threshold: {
      setting: ['bulkDownload', 'records'],
      min: 10,
      max: 10_000_000,
      standard: 2_000,
      unit: 'records',
      text: 'Records of patients in an hour that are never unusual.',
    },
  },
  FIRST_CATEGORY: {
    title: 'First access to a category',
    finds: 'the first access in a year to a sensitive category',
    needs: '`firstCategory.categories`',
    points: 30,
    explainedBy: ['pseudonym', 'treatment'],
    isSuppressible: true,
    threshold: {
      setting: ['firstCategory', 'history'],
      min: 1,
      max: 365,
      standard: 30,
      unit: 'days',
      text: 'Days since the first record of an actor from which a first access is unusual: for a new actor every access is one.',
    },
  },
  IMPOSSIBLE_TRAVEL: {
    title: 'Impossible travel',
    finds: 'one actor at two sites within a short time, by network addresses',
    needs: '`travel.sites`',
    points: 45,
    explainedBy: [],
    isSuppressible: false,
    threshold: {
      setting: ['travel', 'minutes'],
      min: 1,
      max: 1_440,
      standard: 30,
      unit: 'minutes',
      text: 'Minutes that the way between two sites takes at least.',
    },
  },
  REPEAT_OFFENDER: {
    title: 'Earlier violation',
    finds: 'a case of an actor whose earlier access was found to be a violation',
    needs: null,
    points: 20,
    explainedBy: [],
    isSuppressible: false,
    threshold: {
      setting: ['repeatOffender', 'days'],
      min: 1,
      max: 3_650,
      standard: 365,
      unit: 'days',
      text: 'Days for which a violation counts.',
    },
  },
  PATIENT_QUESTION: {
    title: 'Asked by the patient',
    finds: 'an entry that the patient asked about on their page',
    needs: null,
    points: 60,
    explainedBy: [],
    isSuppressible: false,
    threshold: null,
  },
} as const satisfies Readonly<Record<string, RuleDeclaration>>;

/** A rule. */
export type UnusualRule = keyof typeof RULE_DECLARATIONS;

/** The names of the rules, in their order. */
export const UNUSUAL_RULES = keysOf(RULE_DECLARATIONS);

/** The declaration of a rule. */
export function declarationOf(rule: UnusualRule): RuleDeclaration {
  return RULE_DECLARATIONS[rule];
}

/** A rule with a threshold. */
export type ThresholdRule = {
  [Rule in UnusualRule]: (typeof RULE_DECLARATIONS)[Rule]['threshold'] extends null ? never : Rule;
}[UnusualRule];

/** The threshold of a rule. */
export function thresholdOf(rule: ThresholdRule): Threshold {
  return RULE_DECLARATIONS[rule].threshold;
}

/** The rules with a threshold, in their order. */
export const THRESHOLD_RULES: readonly ThresholdRule[] = UNUSUAL_RULES.filter(hasThreshold);

/** Whether a rule has a threshold. */
export function hasThreshold(rule: UnusualRule): rule is ThresholdRule {
  return declarationOf(rule).threshold !== null;
}

/** Whether a number is a value that the threshold of a rule can have. */
export function isWithinBounds(rule: ThresholdRule, value: number): boolean {
  const { min, max } = thresholdOf(rule);
  return Number.isSafeInteger(value) && value >= min && value <= max;
}
