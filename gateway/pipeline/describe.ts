import { describeActor } from '../audit/record/describe-actor.ts';
import type { AuditRecord, DeniedEntry, AccessEntry } from '../audit/record/record.ts';
import type { RequestContext } from '../platform/request-context.ts';
import type { KnownOperation } from './admit.ts';

/** What a record tells beside who asked and what for. */
export interface RecordFacts {
  readonly kind: 'access' | 'denial' | 'intent' | 'outcome';
  readonly outcome: AuditRecord['outcome'];
  readonly reason?: string;
  /** Nothing of `denied` was denied. */
  readonly isDryRun: boolean;
  readonly accesses: readonly AccessEntry[];
  readonly denied: readonly DeniedEntry[];
  /** Coordinates of the marked and `@patient` inputs that were used. */
  readonly inputs: readonly string[];
  /** The patients that they name. */
  readonly patients: readonly string[];
  /** How many patients they name beside those: none was reached. */
  readonly unreachedPatients: number;
}

/** The record of one step of a request: coordinates, ids, counts and decisions, never a value. */
export function describe(
  context: RequestContext,
  operation: KnownOperation,
  facts: RecordFacts,
): AuditRecord {
  const { requestId, traceId, received, breakGlass } = context;
  return {
    kind: facts.kind,
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
    arguments: facts.inputs,
    patients: facts.patients,
    breakGlass: breakGlass && { id: breakGlass.id, until: breakGlass.until },
    details: detailsOf(facts),
  };
}

function detailsOf({ isDryRun, unreachedPatients }: RecordFacts): AuditRecord['details'] {
  if (isDryRun) return { mode: 'dry-run' };
  return unreachedPatients > 0 ? { unreachedPatients } : null;
}
