import type { Coordinate } from '../../directives/coordinate.ts';
import type { Clause, Requirement } from '../../directives/policy/policy.ts';
import type { Category, Deidentify } from '../../directives/spec.ts';
import type { MarkedGraph } from '../compose.ts';
import { alternativesText } from '../views/alternatives-text.ts';
import { isValueType, type Element } from '../views/elements.ts';
import type { Finding } from '../lint/finding.ts';
import { createViewer, type ElementVisibility } from '../views/element-visibility.ts';
import type { ViewOptions } from '../views/view-options.ts';
import { suspectsOf, type Suspect } from './suspects.ts';

/** One element with its marks and views. */
export interface MatrixRow extends ElementVisibility {
  readonly element: Element;
  /** `other`: it has marks, but is not PHI. */
  readonly mark: 'PHI' | 'other' | 'none';
  readonly categories: readonly Category[];
  /** The scopes and policies that it requires in addition to a role, in words; empty for none. */
  readonly also: string;
  /** The de-identification method; null if no role sees it de-identified or it is not a leaf field. */
  readonly method: Deidentify | null;
}

/** A type with the rows of its elements. */
export interface MatrixGroup {
  readonly type: string;
  /** The path from an object to its patient's id; null if the type has no `@patient`. */
  readonly patient: string | null;
  readonly rows: readonly MatrixRow[];
}

/** The access matrix of a graph. */
export interface Matrix {
  readonly roles: readonly string[];
  /** Root types first, then sorted by name. */
  readonly groups: readonly MatrixGroup[];
  /** Output fields without any mark. */
  readonly unmarked: number;
  /** Elements without `@phi` that look like PHI; null if they were not searched. */
  readonly suspects: readonly Suspect[] | null;
}

/**
 * Builds a row for every element with PHI, or for every element. Scalars, enums and input objects have no rows: their
 * marks count wherever they are used. `findings` are those about elements without marks; null if there was no search.
 */
export async function buildMatrix(
  { policy, elements }: MarkedGraph & { readonly elements: ReadonlyMap<Coordinate, Element> },
  options: ViewOptions,
  which: 'phi' | 'all',
  findings: readonly Finding[] | null,
): Promise<Matrix> {
  const viewer = createViewer(policy, options);
  const groups = new Map<string, MatrixRow[]>();
  let unmarked = 0;
  for (const element of elements.values()) {
    const requirement = policy.requirements.get(element.at);
    if (element.kind === 'field' && !requirement) unmarked += 1;
    if (isValueType(element) || (which === 'phi' && !requirement?.phi)) continue;
    const [type = ''] = element.at.split('.');
    const rows = groups.get(type) ?? [];
    groups.set(type, rows);
    const isDeidentified = element.isLeaf && requirement?.clauses.some(hasDeidentified);
    rows.push({
      element,
      mark: requirement?.phi ? 'PHI' : requirement ? 'other' : 'none',
      categories: requirement?.categories ?? [],
      also: requirement ? alsoText(requirement) : '',
      method: requirement && isDeidentified ? requirement.method : null,
      ...(await viewer.visibility(element)),
    });
  }
  return {
    roles: viewer.roles,
    groups: [...groups].toSorted(byType).map(([type, rows]) => ({
      type,
      patient: policy.patients.get(type)?.join('.') ?? null,
      rows,
    })),
    unmarked,
    suspects: findings && (await suspectsOf(findings, { elements, viewer })),
  };
}

function alsoText({ scopes, policies }: Requirement): string {
  return [
    ...scopes.map((sets) => `scope ${alternativesText(sets)}`),
    ...policies.map((sets) => `policy ${alternativesText(sets)}`),
  ].join('; ');
}

function hasDeidentified({ deidentified }: Clause): boolean {
  return deidentified.length > 0;
}

const ROOTS = ['Query', 'Mutation'];

function byType([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return rootRank(a) - rootRank(b) || (a < b ? -1 : 1);
}

function rootRank(type: string): number {
  return ROOTS.includes(type) ? ROOTS.indexOf(type) : ROOTS.length;
}
