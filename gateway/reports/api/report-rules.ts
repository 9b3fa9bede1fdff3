import {
  allow,
  fieldRule,
  guardFields,
  or,
  type FieldGuard,
  type RuleTree,
} from '../../../directives/policy/shield.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { ReportContext } from './report-context.ts';
import { parseAccount, parseDisclosureInput } from './parse-disclosure-arguments.ts';
import { parsePatient, type Arguments } from './parse-page-arguments.ts';

const isReviewer = fieldRule('isReviewer', (context: ReportContext) => context.isReviewer);

const seesNames = fieldRule('seesNames', (context: ReportContext) => context.seesNames);

const changesThresholds = fieldRule(
  'changesThresholds',
  (context: ReportContext) => context.changesThresholds,
);

const isWriter = fieldRule('isWriter', (context: ReportContext) => context.isWriter);

/** Patients may read events of their own record: the filter names them, or no patient. */
const asksForOwn = fieldRule('asksForOwn', ({ own }: ReportContext, args) => {
  const asked = parsePatient(args);
  return own !== null && (asked === null || asked === own);
});

/** Patients may read the accounting of their own record: the arguments name them, or no patient. */
const asksForOwnAccount = fieldRule('asksForOwnAccount', ({ own }: ReportContext, args) => {
  const { patient } = parseAccount(args);
  return own !== null && (patient === null || patient === own);
});

const hasOwn = fieldRule('hasOwn', ({ own }: ReportContext) => own !== null);

const isAsker = fieldRule('isAsker', ({ isAsker: may }: ReportContext) => may);

/** The rule of each field. A field that is not listed is denied. */
const RULES: RuleTree<ReportContext> = {
  Query: {
    viewer: allow,
    ledger: allow,
    events: or(isReviewer, asksForOwn),
    counts: or(isReviewer, asksForOwn),
    record: isReviewer,
    field: isReviewer,
    changes: isReviewer,
    deadlines: isReviewer,
    completeness: isReviewer,
    verification: isReviewer,
    unusual: isReviewer,
    queue: isReviewer,
    reviews: isReviewer,
    suppressions: isReviewer,
    rules: isReviewer,
    feedback: isReviewer,
    thresholdSteps: isReviewer,
    thresholdPreview: isReviewer,
    account: or(isReviewer, asksForOwnAccount),
    people: seesNames,
    searchPeople: seesNames,
    questions: hasOwn,
  },
  Mutation: {
    verify: isWriter,
    review: isWriter,
    closeCases: isWriter,
    reopen: isWriter,
    assign: isWriter,
    startReview: isWriter,
    comment: isWriter,
    changeThreshold: changesThresholds,
    decideThreshold: changesThresholds,
    suppressCases: isWriter,
    liftSuppression: isWriter,
    disclose: isWriter,
    ask: isAsker,
  },
  Viewer: allow,
  // Null for callers who do not see names.
  DirectoryScope: seesNames,
  // The health check shows the same to every client.
  LedgerStatus: { isReady: allow, '*': isReviewer },
  EventConnection: { coverage: isReviewer, '*': allow },
  Coverage: isReviewer,
  EventEdge: allow,
  PageInfo: allow,
  Refusal: allow,
  Event: allow,
  EventCoordinate: allow,
  // The reason was written for reviewers, and may name other people.
  BreakGlass: { reason: isReviewer, '*': allow },
  Count: allow,
  Record: isReviewer,
  FieldPolicy: isReviewer,
  FieldView: isReviewer,
  Changes: isReviewer,
  Change: isReviewer,
  Deadline: isReviewer,
  Completeness: isReviewer,
  Verification: isReviewer,
  Finding: isReviewer,
  CaseConnection: isReviewer,
  CaseEdge: isReviewer,
  NotKnown: isReviewer,
  QueueConnection: isReviewer,
  QueueEdge: isReviewer,
  QueueEntry: isReviewer,
  ScorePart: isReviewer,
  Case: isReviewer,
  Reason: isReviewer,
  RuleStatus: isReviewer,
  RuleThreshold: isReviewer,
  ThresholdInEffect: isReviewer,
  ThresholdStep: isReviewer,
  ThresholdPreview: isReviewer,
  PreviewedCases: isReviewer,
  RuleFeedback: isReviewer,
  ReviewConnection: isReviewer,
  ReviewEdge: isReviewer,
  Review: isReviewer,
  Attachment: isReviewer,
  SuppressionConnection: isReviewer,
  SuppressionEdge: isReviewer,
  Suppression: isReviewer,
  SuppressionLift: isReviewer,
  StepResult: isReviewer,
  Account: { coverage: isReviewer, '*': allow },
  AccountEntry: allow,
  AccountSeries: allow,
  LeftOut: allow,
  Disclosed: isReviewer,
  Question: allow,
  People: seesNames,
  PatientDetails: seesNames,
  StaffDetails: seesNames,
};

/** The patient that the arguments of any field name; null if they name none. */
function namedPatient(args: Arguments): string | null {
  const ofDisclosure = 'disclosure' in args ? parseDisclosureInput(args).patient : null;
  return parsePatient(args) ?? parseAccount(args).patient ?? ofDisclosure;
}

/** The guard before the resolvers. Denied fields are added to the record of the request. */
export function reportGuard(): FieldGuard {
  return guardFields(RULES, ({ coordinate, args, context }) => {
    context.asked.deny(coordinate, namedPatient(args));
    return new GatewayError('UNAUTHORIZED_FIELD_OR_TYPE');
  });
}
