import { randomBytes } from 'node:crypto';
import type { Ledger } from '../../audit/append/ledger.ts';
import { DAY_MS } from '../../platform/durations.ts';
import { GatewayError } from '../../platform/errors.ts';
import { isoTime } from '../../platform/iso-time.ts';
import { thresholdOf } from '../catalog/threshold-rule.ts';
import { thresholdIn } from '../surveillance/surveillance-config.ts';
import type { CaseQuery, RuleConfiguration } from '../surveillance/queries/find-cases.ts';
import { reviewWindow, type ReviewWindow } from '../surveillance/review-window.ts';
import type { RecordedStep } from '../surveillance/thresholds/read-threshold-steps.ts';
import type { StatedStep } from '../surveillance/thresholds/threshold-step.ts';
import {
  thresholdStates,
  type StepOutcome,
  type ThresholdStates,
} from '../surveillance/thresholds/threshold-states.ts';
import {
  assertWithinBounds,
  stateChange,
  stateDecision,
} from '../surveillance/thresholds/state-step.ts';
import { writeThresholdStep } from '../surveillance/thresholds/write-threshold-step.ts';
import type { Arguments } from './parse-page-arguments.ts';
import {
  parseThresholdChange,
  parseThresholdDecision,
  parseThresholdRule,
  parseThresholdValue,
} from './parse-threshold-arguments.ts';
import type { ReportContext } from './report-context.ts';
import type { PerCallerQueue } from './workers/per-caller-queue.ts';

/** Dependencies of the resolvers. */
export interface ThresholdSources {
  readonly caseWorker: PerCallerQueue;
  readonly rules: RuleConfiguration;
  readonly ledger: Pick<Ledger, 'appendUnlessChanged'>;
  /** UTC ms since 1970. */
  readonly now: () => number;
  /** Reads what the rules need to know about the people of a period, and the thresholds in effect. */
  readonly prepare: (window: ReviewWindow, context: ReportContext) => Promise<CaseQuery>;
  /** Waits until reports include a record. */
  readonly awaitIndexed: (leaf: number, context: ReportContext) => Promise<void>;
}

/** What reading the steps counts toward the rows that one request may read. */
const STEP_ROWS = 100;

/** What a preview counts: it finds the cases of a window twice. */
const PREVIEW_ROWS = 1_000;

/** The resolvers for changes of thresholds. The rule of each field (`report-rules.ts`) runs before its resolver. */
export function createThresholdRoot(sources: ThresholdSources) {
  const { caseWorker, rules, now, prepare } = sources;
  const { settings } = rules;
  return {
    thresholdSteps: async ({ rule }: Arguments, context: ReportContext) => {
      context.asked.read('thresholdSteps', { rows: STEP_ROWS });
      const { steps } = await caseWorker.of(context).call('thresholds', { withReasons: true });
      const { outcomes } = thresholdStates(steps, now());
      return steps
        .filter((step) => rule == null || step.rule === rule)
        .toReversed()
        .map((step) => stepNode(step, outcomes.get(step.leaf) ?? null));
    },
    thresholdPreview: async (args: Arguments, context: ReportContext) => {
      const rule = parseThresholdRule(args);
      context.asked.read('thresholdPreview', { rows: PREVIEW_ROWS });
      const value = parseThresholdValue(args) ?? thresholdIn(settings, thresholdOf(rule));
      assertWithinBounds(rule, value);
      const window = reviewWindow({}, now());
      const query = await prepare(window, context);
      const preview = await caseWorker.of(context).call('thresholdPreview', { query, rule, value });
      return { ...preview, value, since: isoTime(window.since), until: isoTime(window.until) };
    },
    changeThreshold: (args: Arguments, context: ReportContext) => {
      const change = parseThresholdChange(args);
      context.asked.read('changeThreshold', { rows: STEP_ROWS });
      const { twoPersons, expireDays } = settings.thresholds;
      const options = {
        configured: thresholdIn(settings, thresholdOf(change.rule)),
        expires: twoPersons ? now() + expireDays * DAY_MS : null,
      };
      return append(sources, context, {
        reason: change.reason,
        stateStep: (states) => stateChange(states, change, options),
      });
    },
    decideThreshold: (args: Arguments, context: ReportContext) => {
      const decision = parseThresholdDecision(args);
      context.asked.read('decideThreshold', { rows: STEP_ROWS });
      const { caller } = context.request;
      return append(sources, context, {
        reason: decision.reason,
        stateStep: (states) => stateDecision(states, decision, caller),
      });
    },
  };
}

/** Attempts to append a step; each fails only if another step about the rule was appended meanwhile. */
const MAX_ATTEMPTS = 5;

const SALT_BYTES = 32;

/**
 * Appends the step that `stateStep` derives from the steps recorded so far, and answers with it once reports include it.
 * The ledger refuses it if it has a later step about the rule, whichever gateway wrote that: it is then derived anew.
 */
async function append(
  { caseWorker, ledger, now, awaitIndexed }: ThresholdSources,
  context: ReportContext,
  {
    reason,
    stateStep,
  }: {
    readonly reason: string | null;
    readonly stateStep: (states: ThresholdStates) => StatedStep;
  },
) {
  const { asked, request } = context;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { steps, size } = await caseWorker.of(context).call('thresholds', { withReasons: false });
    const step = stateStep(thresholdStates(steps, now()));
    const salt = randomBytes(SALT_BYTES).toString('hex');
    const { record, opening } = writeThresholdStep(request, step, { reason, salt });
    const { rule } = step;
    const added = await ledger.appendUnlessChanged(record, opening, {
      kind: 'log.threshold',
      subject: rule,
      from: size,
    });
    if (!added.isAppended) {
      await awaitIndexed(added.changedBy, context);
      continue;
    }
    asked.markWritten();
    await awaitIndexed(added.first, context);
    const { issuer, subject, name } = request.caller;
    const written = { ...step, leaf: added.first, at: now(), issuer, subject, name };
    const { outcomes } = thresholdStates([...steps, written], now());
    return stepNode(
      { ...written, reason: opening?.text ?? null },
      outcomes.get(added.first) ?? null,
    );
  }
  throw new GatewayError('REPORTS_UNAVAILABLE', { reason: 'THRESHOLD_CHANGES' });
}

/** A step, as `ThresholdStep` of `admin.graphql`. */
function stepNode(
  { at, expires, subject, name, ...step }: RecordedStep,
  outcome: StepOutcome | null,
) {
  return {
    ...step,
    time: isoTime(at),
    expires: expires === null ? null : isoTime(expires),
    actor: subject,
    actorName: name,
    outcome,
  };
}
