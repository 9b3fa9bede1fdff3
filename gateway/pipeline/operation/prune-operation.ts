import { OperationTypeNode } from 'graphql';
import type { Decisions } from '../../../directives/operation/authorize.ts';
import {
  decideDispositions,
  type FieldDisposition,
} from '../../../directives/operation/field-disposition.ts';
import { isReachLimited } from '../../../directives/operation/find-effective-roles.ts';
import type { TokenAccess } from '../../../directives/operation/token-access.ts';
import {
  innerOperation,
  type InnerVariables,
} from '../../../directives/operation/inner-document.ts';
import type { InputAuthorization } from '../../../directives/operation/authorize-inputs.ts';
import {
  lookupDispositions,
  findLookups,
  lookupSelection,
  type Lookup,
} from '../../../directives/operation/lookups.ts';
import type { Reach } from '../../../directives/operation/reach.ts';
import type { Selection } from '../../../directives/operation/selection.ts';
import { isKeptFromAll } from '../../../directives/release/authorize-lookups.ts';
import {
  rootSelections,
  type MergedSelections,
  type ReleasePlan,
} from '../../../directives/release/program.ts';
import { denialsOf, type Denials } from './denials.ts';
import type { PreparedOperation } from '../execution/create-planner.ts';
import type { GraphVersion } from '../graph/graph-version.ts';

/** The result of authorizing one operation of one caller, before anything is fetched. */
export interface AuthorizationResult {
  readonly reach: Reach;
  readonly tokenAccess: TokenAccess;
  /** The view of each coordinate. */
  readonly decisions: Decisions;
  /** What the values of arguments decide. */
  readonly inputAuthorization: InputAuthorization;
}

/** A document for the inner graph. */
export interface InnerDocument {
  readonly prepared: PreparedOperation;
  readonly variables: InnerVariables;
}

/** What is fetched, denied and released of an operation for one authorization result. Names no patient. */
export interface PrunedOperation {
  readonly dispositions: readonly FieldDisposition[];
  /** Null where nothing is left to fetch. */
  readonly document: InnerDocument | null;
  /** Fetched first, to learn which records lookups return; null where that decides nothing. */
  readonly identities: {
    readonly lookups: readonly Lookup[];
    readonly document: InnerDocument | null;
  } | null;
  readonly release: ReleasePlan;
  readonly root: MergedSelections;
  readonly denials: Denials;
}

/** An authorization result, and the operation pruned by it. */
export interface AuthorizedOperation {
  readonly authorization: AuthorizationResult;
  readonly pruned: PrunedOperation;
}

/** Prunes an operation to the fields that were authorized. */
export function pruneOperation(
  graph: Pick<
    GraphVersion,
    'authorization' | 'customRules' | 'demand' | 'inner' | 'policy' | 'schema'
  >,
  selection: Selection,
  {
    decisions,
    inputAuthorization,
    reach,
  }: Pick<AuthorizationResult, 'decisions' | 'inputAuthorization' | 'reach'>,
): PrunedOperation {
  const { schema, policy, customRules, demand, inner } = graph;
  const refusesPaging = graph.authorization.lists === 'refuse-paging';
  const dispositions = decideDispositions(selection, decisions, {
    ...inputAuthorization,
    refusesPaging,
  });
  const { unlimited } = reach;
  const prepare = (from: Selection, asked: readonly FieldDisposition[]): InnerDocument | null => {
    const operation = innerOperation(from, {
      dispositions: asked,
      decisions,
      unlimited,
      customRules,
    });
    if (operation === null) return null;
    return { prepared: inner.prepare(operation.document), variables: operation.variables };
  };
  const isQuery = selection.operation.operation === OperationTypeNode.QUERY;
  const release: ReleasePlan = {
    schema,
    decisions,
    dispositions,
    argumentRolesIds: inputAuthorization.rolesIdsByField,
    boundToOne: inputAuthorization.boundToOne,
    recordInputs: inputAuthorization.recordInputs,
    customRules,
    weights: demand.weights,
  };
  const lookedUp = isQuery && !unlimited ? lookupSelection(selection, dispositions) : null;
  const lookups = (lookedUp ? findLookups(lookedUp, { dispositions, policy }) : []).filter(
    (lookup) => isReachLimited(reach) || isKeptFromAll(release, lookup),
  );
  return {
    dispositions,
    document: prepare(selection, dispositions),
    identities:
      lookedUp === null || lookups.length === 0
        ? null
        : { lookups, document: prepare(lookedUp, lookupDispositions(selection, lookups)) },
    release,
    root: rootSelections(selection.root, selection.selections),
    denials: denialsOf(selection, { dispositions, decisions, refused: inputAuthorization.refused }),
  };
}
