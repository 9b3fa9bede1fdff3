import { parseCoordinate, type Coordinate } from '../../../../directives/coordinate.ts';
import type { Category } from '../../../../directives/spec.ts';
import type { Finding, Suggestion } from '../../../../schema/lint/finding.ts';
import { partsOf } from '../../../../schema/lint/leaf-values.ts';

/** A finding for its author to decide. */
export interface TagItem {
  readonly finding: Finding;
  readonly coordinate: Coordinate;
  readonly subgraph: string;
  readonly type: string;
  readonly suggestion: Suggestion;
}

/** What the author decides about an item. */
export type Decision =
  | {
      readonly kind: 'mark';
      readonly categories: readonly Category[];
      readonly roles: readonly (readonly string[])[];
    }
  | Extract<Suggestion, { readonly kind: 'patient' }>
  | { readonly kind: 'suppress'; readonly reason: string }
  | { readonly kind: 'skip' };

/** The findings that a mark or a reason settles, type by type in the order of their first finding. */
export function tagItems(findings: readonly Finding[]): readonly TagItem[] {
  const byType = new Map<string, TagItem[]>();
  for (const finding of findings) {
    const item = itemOf(finding);
    if (!item) continue;
    byType.set(item.type, [...(byType.get(item.type) ?? []), item]);
  }
  return [...byType.values()].flat();
}

/** Rules whose findings a mark settles. */
const MARKABLE: ReadonlySet<string> = new Set([
  'PHI_UNMARKED',
  'PHI_JSON_UNMARKED',
  'PHI_FILTER_UNMARKED',
  'PATIENT_MISSING',
]);

function itemOf(finding: Finding): TagItem | null {
  const { code, coordinate: at, subgraph, suggestion } = finding;
  const coordinate = at === null ? null : parseCoordinate(at);
  if (!coordinate || subgraph === null || !MARKABLE.has(code)) return null;
  return {
    finding,
    coordinate,
    subgraph,
    type: partsOf(coordinate).type,
    suggestion: suggestion ?? { kind: 'mark', categories: ['CLINICAL'], roles: null },
  };
}
