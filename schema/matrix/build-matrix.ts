import type { Coordinate } from '../../directives/coordinate.ts';
import type { Requirement } from '../../directives/policy/policy.ts';
import type { Category, Deidentify } from '../../directives/spec.ts';
import type { MarkedGraph } from '../compose.ts';
import { alternativesText } from '../views/alternatives-text.ts';
import type { Element } from '../views/elements.ts';
import { createViewer, type Outlook } from '../views/outlook.ts';
import type { ViewOptions } from '../views/view-options.ts';

/** One element and who sees what of it. */
export interface MatrixRow extends Outlook {
  readonly element: Element;
  readonly mark: 'PHI' | 'other' | 'none';
  readonly categories: readonly Category[];
  /** The scopes and policies that it needs beside a role, in words; empty where it needs none. */
  readonly also: string;
  /** How it is shown de-identified; null where nobody is shown it so, or for what has no value of its own. */
  readonly method: Deidentify | null;
}

/** A type with the rows of what belongs to it. */
export interface MatrixGroup {
  readonly type: string;
  /** Path from an object to its patient's id; null where the type names none. */
  readonly patient: string | null;
  readonly rows: readonly MatrixRow[];
}

/** Who sees what of a graph. */
export interface Matrix {
  readonly roles: readonly string[];
  /** The root types first, then by name. */
  readonly groups: readonly MatrixGroup[];
  /** Output fields without any mark. */
  readonly unmarked: number;
}

/**
 * Makes a row of every element that holds PHI, or of all elements. Scalars, enums and input objects have no
 * row of their own: what stands on them counts for each use of them.
 */
export async function buildMatrix(
  { policy, elements }: MarkedGraph & { readonly elements: ReadonlyMap<Coordinate, Element> },
  options: ViewOptions,
  which: 'phi' | 'all',
): Promise<Matrix> {
  const viewer = createViewer(policy, options);
  const groups = new Map<string, MatrixRow[]>();
  let unmarked = 0;
  for (const element of elements.values()) {
    const requirement = policy.requirements.get(element.at);
    if (element.kind === 'field' && !requirement) unmarked += 1;
    if (isUsedOnly(element) || (which === 'phi' && !requirement?.phi)) continue;
    const [type = ''] = element.at.split('.');
    const rows = groups.get(type) ?? [];
    groups.set(type, rows);
    const isShownSo = element.isLeaf && requirement?.clauses.some(hasDeidentified);
    rows.push({
      element,
      mark: requirement?.phi ? 'PHI' : requirement ? 'other' : 'none',
      categories: requirement?.categories ?? [],
      also: requirement ? alsoText(requirement) : '',
      method: requirement && isShownSo ? requirement.method : null,
      ...(await viewer.outlook(element)),
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
  };
}

function alsoText({ scopes, policies }: Requirement): string {
  return [
    ...scopes.map((sets) => `scope ${alternativesText(sets)}`),
    ...policies.map((sets) => `policy ${alternativesText(sets)}`),
  ].join('; ');
}

function isUsedOnly({ kind }: Element): boolean {
  return kind === 'scalar' || kind === 'enum' || kind === 'input';
}

function hasDeidentified({ deidentified }: { readonly deidentified: readonly string[] }): boolean {
  return deidentified.length > 0;
}

const ROOTS = ['Query', 'Mutation'];

function byType([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return rootRank(a) - rootRank(b) || (a < b ? -1 : 1);
}

function rootRank(type: string): number {
  return ROOTS.includes(type) ? ROOTS.indexOf(type) : ROOTS.length;
}
