import { parseCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { Origin } from '../../directives/marks/graph.ts';
import { unreachable } from '../../directives/unreachable.ts';
import type { MarkedGraph } from '../../schema/compose.ts';
import { explain } from '../../schema/explain/explain.ts';
import { requirementTexts, sourceText } from '../../schema/explain/print-explanation.ts';
import { conditionOf, meets } from '../../schema/views/condition.ts';
import type { Element } from '../../schema/views/elements.ts';
import { roleEntitlement } from '../../schema/views/entitlement.ts';
import type { AuthorizationConfig } from '../access/authorization-config.ts';
import { RECORDED_DENIAL_REASONS } from '../platform/recorded-denial-reason.ts';
import { FAULTS, isFaultCode } from '../platform/faults.ts';
import { inputsOf } from './inputs-of.ts';
import type { ObservedView } from './observed-view.ts';
import type { CheckResult } from './run-cases.ts';

/** What a failed check is explained with. */
export interface ExplainedGraph extends MarkedGraph {
  readonly elements: ReadonlyMap<Coordinate, Element>;
  readonly authorization: Pick<AuthorizationConfig, 'unmarked' | 'defaultRoles' | 'reach'>;
  /** Where a mark is written; null if that is unknown. */
  readonly placeOf: (origin: Origin) => string | null;
}

/**
 * Explains what a caller with some roles saw: the rule that decided, and the marks that it rests on, with their places. One
 * line each.
 */
export function explainCheck(
  { seen, subject, inputs }: Pick<CheckResult, 'seen' | 'subject' | 'inputs'>,
  roles: readonly string[],
  graph: ExplainedGraph,
): readonly string[] {
  if (seen === null) return [];
  if (seen.kind === 'denied') {
    const [reason, ...lines] = denialLines(seen, { roles, inputs, graph });
    return [`${reason}${seen.at === subject ? '' : ` (denied at ${seen.at})`}`, ...lines];
  }
  return [decisionText(seen), ...needLines(parseCoordinate(subject), graph)];
}

function decisionText(seen: Exclude<ObservedView, { readonly kind: 'denied' }>): string {
  switch (seen.kind) {
    case 'full':
    case 'deidentified': {
      if (seen.rule === null) return 'released, and not on the record: it is not PHI';
      const { roles, relation } = seen.rule;
      return `released to the role ${roles.join(' and ')}, which reaches the patient by: ${relation}`;
    }
    case 'suppressed':
      return 'de-identified by the method SUPPRESS: null, without an error';
    case 'refused':
      return isFaultCode(seen.code) ? FAULTS[seen.code].message : 'the operation was refused';
    case 'null':
      return 'the value is null, and the record names no denial';
    default:
      return unreachable(seen);
  }
}

interface Denied {
  readonly roles: readonly string[];
  /** Marked and `@patient` inputs that the operation used. */
  readonly inputs: readonly Coordinate[];
  readonly graph: ExplainedGraph;
}

/** The reason of a denial, then what it rests on. Marks are left out where they are not the reason. */
function denialLines(
  { at: written, reason }: Extract<ObservedView, { readonly kind: 'denied' }>,
  { roles, inputs, graph }: Denied,
): readonly [reason: string, ...lines: string[]] {
  const at = parseCoordinate(written);
  const text = RECORDED_DENIAL_REASONS[reason];
  if (at === null) return [text];
  const { elements, policy } = graph;
  const own = inputsOf(at, elements).filter((input) => inputs.includes(input));
  const namesPatient = own.some((input) => policy.patientInputs.has(input));
  if (reason === 'input')
    return [text, ...own.flatMap((input) => inputLines(input, { roles, namesPatient, graph }))];
  if (reason === 'role' && doRolesMeet(at, 'deidentified', roles, graph))
    return [elements.get(at)?.namesNoPatient === true ? NO_PATIENT : NOT_COUNTING];
  if (reason === 'reach' && at.startsWith('Mutation.') && !namesPatient)
    return [WRITES_WITHOUT_PATIENT];
  return [text, ...needLines(at, graph)];
}

const NO_PATIENT = 'names no patient, so only roles that reach all patients see it';

const WRITES_WITHOUT_PATIENT =
  'takes or returns PHI and names no patient: only roles that reach all patients use it';

const NOT_COUNTING =
  'a role of the caller sees it, but its object names no patient, or one that this role does not reach';

/** Why a caller may not use an input; empty if the caller may. */
function inputLines(
  input: Coordinate,
  {
    roles,
    namesPatient,
    graph,
  }: Pick<Denied, 'roles' | 'graph'> & { readonly namesPatient: boolean },
): readonly string[] {
  if (!graph.policy.requirements.has(input)) return [];
  if (!doRolesMeet(input, 'full', roles, graph)) return needLines(input, graph);
  const reachingAll = roles.filter((role) => graph.authorization.reach.get(role)?.kind === 'all');
  if (doRolesMeet(input, 'full', reachingAll, graph)) return [];
  const why = namesPatient
    ? 'no role of the caller that may use it reaches a patient to which the arguments bind the field'
    : 'names no patient, so only roles that reach all patients may use it';
  return needLines(input, graph, `${input} ${why}`);
}

/** Whether the marks of an element show it to some roles, whichever patients these reach. */
function doRolesMeet(
  at: Coordinate,
  view: 'full' | 'deidentified',
  roles: readonly string[],
  { policy, authorization }: ExplainedGraph,
): boolean {
  const requirement = policy.requirements.get(at);
  if (requirement === undefined) return true;
  const ofRoles = { ...requirement, scopes: [], policies: [] };
  const condition = conditionOf(ofRoles, view, authorization, () => true);
  return meets(new Set(roles.map(roleEntitlement)), condition);
}

/** What the marks of an element require, with a heading; empty for an open element. */
function needLines(
  at: Coordinate | null,
  graph: ExplainedGraph,
  heading: string | null = null,
): readonly string[] {
  const explanation = at && explain(at, graph, graph.authorization);
  if (explanation === null || explanation.marked === 'open') return [];
  const parts = requirementTexts(explanation, graph.authorization.defaultRoles);
  const needs = parts.length > 1 ? 'needs all of' : 'needs';
  return [
    heading ?? `${explanation.coordinate} ${explanation.marked === 'closed' ? 'is' : needs}`,
    ...parts.map(({ text, because }) => {
      const [nearest] = because;
      const source = nearest && sourceText(nearest, explanation, graph.placeOf);
      return source === undefined ? `  ${text}` : `  ${text}   ${source}`;
    }),
  ];
}
