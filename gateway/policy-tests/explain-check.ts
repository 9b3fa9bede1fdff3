import { parseCoordinate, type Coordinate } from '../../directives/coordinate.ts';
import type { Origin } from '../../directives/marks/graph.ts';
import { unreachable } from '../../directives/unreachable.ts';
import type { MarkedGraph } from '../../schema/compose.ts';
import { explain } from '../../schema/explain/explain.ts';
import { requirementTexts, sourceText } from '../../schema/explain/print-explanation.ts';
import type { Element } from '../../schema/views/elements.ts';
import type { AuthorizationConfig } from '../access/authorization-config.ts';
import { RECORDED_DENIAL_REASONS } from '../platform/recorded-denial-reason.ts';
import { FAULTS, isFaultCode } from '../platform/faults.ts';
import type { ObservedView } from './observed-view.ts';
import type { CheckResult } from './run-cases.ts';

/** What a failed check is explained with. */
export interface ExplainedGraph extends MarkedGraph {
  readonly elements: ReadonlyMap<Coordinate, Element>;
  readonly authorization: Pick<AuthorizationConfig, 'unmarked' | 'defaultRoles'>;
  /** Where a mark is written; null if that is unknown. */
  readonly placeOf: (origin: Origin) => string | null;
}

/** Explains what a caller saw: the rule that decided, and the marks with their places. One line each. */
export function explainCheck(
  { seen, subject }: Pick<CheckResult, 'seen' | 'subject'>,
  graph: ExplainedGraph,
): readonly string[] {
  if (seen === null) return [];
  const at = parseCoordinate(seen.kind === 'denied' ? seen.at : subject);
  return [decisionText(seen, subject), ...(at === null ? [] : needLines(at, graph))];
}

function decisionText(seen: ObservedView, subject: string): string {
  switch (seen.kind) {
    case 'full':
    case 'deidentified': {
      if (seen.rule === null) return 'released, and not on the record: it is not PHI';
      const { roles, relation } = seen.rule;
      return `released to the role ${roles.join(' and ')}, which reaches the patient by: ${relation}`;
    }
    case 'suppressed':
      return 'de-identified by the method SUPPRESS: null, without an error';
    case 'denied': {
      const where = seen.at === subject ? '' : ` (denied at ${seen.at})`;
      return `${RECORDED_DENIAL_REASONS[seen.reason]}${where}`;
    }
    case 'refused':
      return isFaultCode(seen.code) ? FAULTS[seen.code].message : 'the operation was refused';
    case 'null':
      return 'the value is null, and the record names no denial';
    default:
      return unreachable(seen);
  }
}

function needLines(at: Coordinate, graph: ExplainedGraph): readonly string[] {
  const explanation = explain(at, graph, graph.authorization);
  if (explanation === null) return [];
  return [
    `${at} needs all of`,
    ...requirementTexts(explanation, graph.authorization.defaultRoles).map(({ text, because }) => {
      const [nearest] = because;
      const source = nearest && sourceText(nearest, explanation, graph.placeOf);
      return source === undefined ? `  ${text}` : `  ${text}   ${source}`;
    }),
  ];
}
