import { randomBytes } from 'node:crypto';
import type { IsPatientId } from '../../../directives/patient-id.ts';
import type { Ledger } from '../../audit/append/ledger.ts';
import { describeActor } from '../../audit/record/describe-actor.ts';
import { GatewayError } from '../../platform/errors.ts';
import { accountPeriod, periodProblem } from '../accounting/account-period.ts';
import { badInput } from '../catalog/request-fault.ts';
import { writeDisclosure } from '../accounting/write-disclosure.ts';
import { awaitLeafIndexed } from './await-leaf-indexed.ts';
import type { AccountAnswer } from './workers/answer-account.ts';
import type { Comparisons } from './comparisons.ts';
import { coverageField } from './coverage-field.ts';
import type { PerCallerQueue } from './workers/per-caller-queue.ts';
import { parseAccount, parseDisclosureInput } from './parse-disclosure-arguments.ts';
import type { Arguments } from './parse-page-arguments.ts';
import type { ReportContext } from './report-context.ts';

/** Dependencies of the resolvers. */
export interface DisclosureSources {
  readonly queryWorker: PerCallerQueue;
  readonly comparisons: Pick<Comparisons, 'coverageOf'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly isPatientId: IsPatientId;
  readonly now: () => number;
}

/** What an accounting counts toward the rows that one request may read. */
const ACCOUNT_ROWS = 500;

/** The resolvers `account` and `disclose`. The rule of each (`report-rules.ts`) runs before it. */
export function createDisclosureRoot({
  queryWorker,
  comparisons,
  ledger,
  isPatientId,
  now,
}: DisclosureSources) {
  return {
    account: async (
      args: Arguments,
      context: ReportContext,
    ): Promise<AccountAnswer & { readonly coverage: object }> => {
      const { asked, isReviewer, own } = context;
      const { patient: named, since, until } = parseAccount(args);
      // The rule has limited callers who are not reviewers to their own record; this does not depend on it.
      const patient = isReviewer ? (named ?? own) : own;
      if (!isReviewer && (own === null || (named ?? own) !== own)) {
        throw new GatewayError('UNAUTHORIZED_FIELD_OR_TYPE');
      }
      const period = accountPeriod({ since, until }, now());
      if (patient === null) throw badInput(['patient has to be named.']);
      if (!period.ok) throw badInput([periodProblem(period, { since: 'since', until: 'until' })]);
      const filters = [
        ...(since === null ? [] : ['since']),
        ...(until === null ? [] : ['until']),
        'patient',
      ];
      asked.read('account', { rows: ACCOUNT_ROWS, filters, patient });
      const subject = { patient, since: period.since, until: period.until };
      const coverage = coverageField(comparisons.coverageOf({ patient }), () =>
        queryWorker.of(context).call('status'),
      );
      return { ...(await queryWorker.of(context).call('account', subject)), coverage };
    },
    disclose: async (args: Arguments, context: ReportContext) => {
      const { request, asked } = context;
      asked.spend(0);
      const { actor, client } = describeActor(request);
      if (actor === null) throw new GatewayError('UNAUTHENTICATED');
      const salt = randomBytes(SALT_BYTES).toString('hex');
      const entry = { actor, at: now(), salt, isPatientId };
      const written = writeDisclosure(parseDisclosureInput(args), entry);
      if (!written.ok) return { leaf: null, problems: written.problems };
      const { record, opening } = written;
      const { received } = request;
      const { first } = await ledger.append({ ...record, client, received }, opening);
      asked.markWritten();
      await awaitLeafIndexed(first, () => queryWorker.of(context).call('status'));
      return { leaf: first, problems: [] };
    },
  };
}

const SALT_BYTES = 32;
