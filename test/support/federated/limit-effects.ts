import { parse } from 'graphql';
import type { ComparedGraph, Trial } from './compare-with-reference.ts';
import { ACCESS_NAMES } from './draft.ts';
import { graphData } from './graph-data.ts';
import type { RandomCaller } from './random-caller.ts';
import { referenceAnswer, type Reference, type ReferenceAnswer } from './reference.ts';

/** Whether limits beside roles gave something to a request, or withheld something from it. */
export interface LimitEffects {
  /** By the scopes and policies that the caller holds for Apollo's access control. */
  readonly openedByAccess: boolean;
  readonly closedByAccess: boolean;
  /** By the SMART scopes of the caller's app. */
  readonly openedByScopes: boolean;
  readonly closedByScopes: boolean;
  /** By rules of the operator. */
  readonly closedByRules: boolean;
}

/** Compares the answer with what the reference answers the same caller with all and without any of what limits them. */
export function limitEffects(
  { reference }: Pick<ComparedGraph, 'reference'>,
  { operation, caller, dataSeed }: Trial,
  { result }: Pick<ReferenceAnswer, 'result'>,
): LimitEffects {
  const differs = (change: Partial<RandomCaller>, from: Reference = reference): boolean => {
    const other = referenceAnswer(from, {
      document: parse(operation.query),
      variables: operation.variables,
      data: graphData(reference.model, dataSeed),
      caller: { ...caller, ...change },
    });
    return JSON.stringify(other.result) !== JSON.stringify(result);
  };
  const { app } = caller;
  const withoutRules = { ...reference, model: { ...reference.model, rules: [] } };
  return {
    openedByAccess: differs(holding([])),
    closedByAccess: differs(holding(ACCESS_NAMES)),
    openedByScopes: app !== null && differs({ levels: [], roles: [] }),
    closedByScopes: app !== null && differs({ levels: null, roles: app.roles }),
    closedByRules: reference.model.rules.length > 0 && differs({}, withoutRules),
  };
}

function holding(names: readonly string[]): Pick<RandomCaller, 'held'> {
  return { held: { scopes: names, policies: names } };
}
