import type { DocumentNode } from 'graphql';
import type { AuditRecord, DeniedEntry } from '../audit/record/record.ts';
import type { PolicySource } from '../access/policies/policy-source.ts';
import type { RelationshipSource } from '../access/relationships/relationship-source.ts';
import type { RequestContext } from '../platform/request-context.ts';
import type { Admitted } from './admit.ts';
import type { Pseudonyms } from './create-pseudonyms.ts';
import type { RecordHash } from './create-record-hash.ts';
import type { Decided } from './decide.ts';
import type { Graph } from './graph.ts';
import type { OperationPlans, Selected } from './plan-operation.ts';

/** A valid GraphQL request of an identified caller. */
export interface OperationRequest {
  readonly document: DocumentNode;
  /** SHA-256 of the document's text. */
  readonly queryHash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly context: RequestContext;
}

/** What one operation may touch. */
export interface AnswerLimits {
  /** Patients whom its arguments may name. */
  readonly patients: number;
  /** PHI fields that its response may release. */
  readonly releasedFields: number;
}

/** What an answer needs beside the request. */
export interface AnswerParts {
  /** The graph of this moment; a request asks once and keeps it. */
  readonly current: () => { readonly graph: Graph; readonly plans: OperationPlans };
  readonly append: (record: AuditRecord) => Promise<unknown>;
  /** Is told of what nobody expected, where it is answered and not thrown. */
  readonly onFault: (context: RequestContext, error: unknown) => void;
  /** Is told what a dry run would have denied. */
  readonly onWouldDeny: (context: RequestContext, denied: readonly DeniedEntry[]) => void;
  /** Who treats whom and what patients consent to; null where nobody is to be asked. */
  readonly relationships: RelationshipSource | null;
  /** Who decides on policies; null where only tokens do. */
  readonly policySource: PolicySource | null;
  readonly pseudonyms: Pseudonyms;
  readonly recordHash: RecordHash;
  /** First three digits of the ZIP codes of areas with 20,000 people or fewer. */
  readonly smallAreas: ReadonlySet<string>;
  readonly introspection: boolean;
  readonly limits: AnswerLimits;
  readonly clock: () => number;
}

/** A request that has been decided on. */
export interface RequestPath {
  readonly parts: AnswerParts;
  readonly request: OperationRequest;
  readonly graph: Graph;
  readonly plans: OperationPlans;
  readonly admitted: Admitted;
  readonly selected: Selected;
  /** What the caller may have. */
  readonly decided: Decided;
  /** What is served: the same, but everything in a dry run. */
  readonly served: Decided;
  readonly introspected: ReadonlyMap<string, unknown>;
}
