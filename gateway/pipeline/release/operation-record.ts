import { rolesIdFor } from '../../../directives/operation/find-effective-roles.ts';
import { UNREACHED } from '../../../directives/operation/effective-roles.ts';
import { describeActor } from '../../audit/record/describe-actor.ts';
import type { AccessEntry, AuditRecord, DeniedEntry } from '../../audit/record/record.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { KnownOperation } from '../operation/find-operation.ts';
import type { AuthorizationResult, AuthorizedOperation } from '../operation/prune-operation.ts';

/** The facts of one record, besides the caller and the operation. */
export interface RecordFacts {
  readonly kind: 'access' | 'denial' | 'intent' | 'outcome';
  readonly outcome: AuditRecord['outcome'];
  readonly reason?: string;
  /** In a dry run, `denied` is what would have been denied. */
  readonly isDryRun: boolean;
  readonly accesses: readonly AccessEntry[];
  readonly denied: readonly DeniedEntry[];
  /** Coordinates of the marked and `@patient` inputs that were used. */
  readonly arguments: readonly string[];
  /** The patients that the arguments name; unreached ones only if they are few, see {@link namedPatients}. */
  readonly patients: readonly string[];
  /** The number of unreached patients that the arguments name and `patients` leaves out. */
  readonly unnamedPatients: number;
}

/**
 * Describes one step of a request as a record: coordinates, ids, counts and decisions, never a value. `rejectedResponses`
 * are the subgraphs of which a response was rejected.
 */
export function describeOperation(
  context: RequestContext,
  operation: KnownOperation,
  facts: RecordFacts,
  rejectedResponses: readonly string[],
): AuditRecord {
  const { requestId, traceId, received, breakGlass } = context;
  return {
    kind: facts.kind,
    // FHIR AuditEvent.action: execute, read.
    action: operation.kind === 'mutation' ? 'E' : 'R',
    outcome: facts.outcome,
    reason: facts.reason ?? null,
    received,
    ...describeActor(context),
    operation: {
      name: operation.name,
      kind: operation.kind,
      hash: operation.hash,
      variables: operation.variableNames,
      requestId,
      traceId,
    },
    accesses: facts.accesses,
    denied: facts.denied,
    arguments: facts.arguments,
    patients: facts.patients,
    breakGlass: breakGlass && { id: breakGlass.id, until: breakGlass.until },
    details: detailsOf(facts, rejectedResponses),
  };
}

function detailsOf(
  { isDryRun, unnamedPatients }: RecordFacts,
  rejectedResponses: readonly string[],
): AuditRecord['details'] {
  if (!isDryRun && unnamedPatients === 0 && rejectedResponses.length === 0) return null;
  return {
    // A dry run names every patient.
    ...(isDryRun && { mode: 'dry-run' }),
    ...(!isDryRun && unnamedPatients > 0 && { unreachedPatients: unnamedPatients }),
    ...(rejectedResponses.length > 0 && { rejectedResponses: rejectedResponses.join(',') }),
  };
}

/** The facts that the record of a query has, as release has described them; null where nothing has to be recorded. */
export function factsOfQuery(
  facts: RecordFacts,
  {
    hasFailed,
    hasRejected,
  }: {
    /** Whether a fetch failed. */
    readonly hasFailed: boolean;
    /** Whether a response was rejected. */
    readonly hasRejected: boolean;
  },
): RecordFacts | null {
  if (facts.accesses.length > 0) return facts;
  // A dry run permits what it records as a denial.
  if (facts.denied.length > 0)
    return { ...facts, kind: 'denial', outcome: facts.isDryRun ? 'permit' : 'deny' };
  // A lookup can reveal PHI even where it returns none, so it is recorded.
  const isLookup = facts.arguments.length + facts.patients.length > 0;
  if (!isLookup && !hasRejected) return null;
  return hasRejected || hasFailed
    ? { ...facts, outcome: 'error', reason: 'SUBGRAPH_FAILED' }
    : facts;
}

/** The facts of an authorized operation of which nothing is released. */
export function factsWithoutRelease(
  { authorization, pruned }: AuthorizedOperation,
  isDryRun: boolean,
): Omit<RecordFacts, 'kind' | 'outcome'> {
  return {
    isDryRun,
    accesses: [],
    denied: pruned.denials.entries,
    arguments: authorization.inputAuthorization.coordinates,
    ...namedPatients(authorization, isDryRun),
  };
}

/**
 * The patients that an operation names, as they are recorded. A patient is unreached if no role of the caller reaches
 * them. The relationship source is not asked about patients that only denied fields name. If only it could say that such a
 * patient is reached, the patient counts as unreached.
 *
 * More than {@link MAX_NAMED_UNREACHED} unreached patients are counted and not named: a caller could make up ids by the
 * thousand, and put a denial into each patient's record. A dry run serves all of them, so it names all of them.
 */
function namedPatients(
  { inputAuthorization, reach }: AuthorizationResult,
  isDryRun: boolean,
): Pick<RecordFacts, 'patients' | 'unnamedPatients'> {
  const { patients } = inputAuthorization;
  const reached = patients.filter((patient) => rolesIdFor(reach, patient) !== UNREACHED);
  const unreached = patients.length - reached.length;
  return isDryRun || unreached <= MAX_NAMED_UNREACHED
    ? { patients, unnamedPatients: 0 }
    : { patients: reached, unnamedPatients: unreached };
}

/** As many as a person looks up by hand in one operation. */
const MAX_NAMED_UNREACHED = 5;
