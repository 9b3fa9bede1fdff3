import type { Coordinate } from '../../directives/coordinate.ts';
import type { Alternatives } from '../../directives/marks/alternatives.ts';
import { isAccess, isObject, type AccessMark, type Origin } from '../../directives/marks/graph.ts';
import type { MethodReason } from '../../directives/policy/deidentification.ts';
import { deidentificationIn } from '../../directives/policy/deidentification.ts';
import type { Need } from '../../directives/policy/needs.ts';
import type { Clause } from '../../directives/policy/policy.ts';
import { isForDefaultRoles, reachedIn } from '../../directives/policy/transitive-marks.ts';
import type { Category, Deidentify } from '../../directives/spec.ts';
import type { MarkedGraph } from '../compose.ts';
import type { Element } from '../views/elements.ts';
import { originOf } from '../views/origin-of.ts';
import type { ViewOptions } from '../views/view-options.ts';
import { pathsFrom, tracesOf, type Step, type Trace } from './trace.ts';

/** Something that counts for a coordinate, how it comes to, and the places where it is written. */
export interface Because {
  readonly path: readonly Step[];
  /** Empty for what no mark says: PHI without a `@role`. */
  readonly origins: readonly Origin[];
}

/** One list of roles that is required, and every `@role` that says so. */
export interface ExplainedClause {
  readonly anyOf: readonly string[];
  readonly deidentified: readonly string[];
  /** The nearest first. */
  readonly because: readonly Because[];
}

/** One application of federation's access control that is required, and everything that says so. */
export interface ExplainedAccess {
  readonly kind: AccessMark['kind'];
  /** Scopes or policies of which one set has to be held whole; empty for `@authenticated`. */
  readonly anyOf: Alternatives;
  /** The nearest first. */
  readonly because: readonly Because[];
}

/** One category of a value, and every `@phi` that says so. */
export interface ExplainedCategory {
  readonly category: Category;
  /** The nearest first. */
  readonly because: readonly Because[];
}

/** Whose record a coordinate belongs to, or names. */
export type Whose =
  /** The object says it, at the end of this path. */
  | { readonly kind: 'path'; readonly path: string }
  /** The object above says it, since the type is no entity. */
  | { readonly kind: 'above' }
  /** Nobody says it: PHI here is reached by the roles that reach all patients. */
  | { readonly kind: 'unknown' }
  /** The input holds the id of the patient, who has to be reached before anything is sent. */
  | { readonly kind: 'input' };

/** The effective requirement of one coordinate and where each part of it comes from. */
export interface Explanation {
  readonly coordinate: Coordinate;
  /** Null: clients can't name it (`@inaccessible`). */
  readonly element: Element | null;
  /** Where it is defined, as far as one place says it. */
  readonly origin: Origin;
  /** What it needs; `open` or `closed` without any mark, as the operator decides. */
  readonly marked: 'marked' | 'open' | 'closed';
  readonly clauses: readonly ExplainedClause[];
  readonly access: readonly ExplainedAccess[];
  /** What is PHI without a `@role`, so that the configured default roles stand in for it too. */
  readonly forDefaultRoles: readonly Because[];
  readonly categories: readonly ExplainedCategory[];
  /** Of a marked field whose value is no object. */
  readonly deidentified: { readonly method: Deidentify; readonly reason: MethodReason } | null;
  readonly whose: Whose | null;
}

/** Explains a coordinate; null where the graph has none of this name. */
export function explain(
  coordinate: Coordinate,
  {
    policy,
    marks,
    elements,
  }: MarkedGraph & { readonly elements: ReadonlyMap<Coordinate, Element> },
  options: Pick<ViewOptions, 'unmarked'>,
): Explanation | null {
  const need = marks.needs.get(coordinate);
  if (!need || isOfSpecification(coordinate)) return null;
  const requirement = policy.requirements.get(coordinate);
  const element = elements.get(coordinate) ?? null;
  const traces = tracesOf(need, marks);
  const isOpen = options.unmarked === 'allow' || !need.isOutput;
  return {
    coordinate,
    element,
    origin: originOf(coordinate, marks),
    marked: requirement ? 'marked' : isOpen ? 'open' : 'closed',
    clauses: clausesOf(requirement?.clauses ?? [], traces),
    access: accessOf(traces),
    forDefaultRoles: requirement?.defaultRoles ? leftToDefaultRoles(need, { policy, marks }) : [],
    categories: (requirement?.categories ?? []).map((category) => ({
      category,
      because: because(
        traces.filter(({ mark }) => mark.kind === 'phi' && mark.category === category),
      ),
    })),
    deidentified: requirement && element?.isLeaf ? deidentificationIn(marks.needs)(need) : null,
    whose: whose(need, { policy, marks }),
  };
}

/** Clauses that ask for the same roles are one; what stands nearest comes first. */
function clausesOf(
  clauses: readonly Clause[],
  traces: readonly Trace[],
): readonly ExplainedClause[] {
  const lists = new Map(
    clauses.map(({ anyOf, deidentified }) => [
      JSON.stringify([anyOf, deidentified]),
      { anyOf, deidentified },
    ]),
  );
  return [...lists]
    .map(([text, roles]) => ({
      ...roles,
      because: because(
        traces.filter(
          ({ mark }) =>
            mark.kind === 'role' && JSON.stringify([mark.anyOf, mark.deidentified]) === text,
        ),
      ),
    }))
    .toSorted((a, b) => distance(a.because) - distance(b.because));
}

/** Applications that ask for the same are one. Every caller is authenticated, but that is a mark too. */
function accessOf(traces: readonly Trace[]): readonly ExplainedAccess[] {
  const asked = new Map<string, ExplainedAccess & { readonly traces: Trace[] }>();
  for (const trace of traces) {
    const { mark } = trace;
    if (!isAccess(mark)) continue;
    const anyOf = mark.kind === 'authenticated' ? [] : mark.anyOf;
    const key = JSON.stringify([mark.kind, anyOf]);
    const known = asked.get(key) ?? { kind: mark.kind, anyOf, because: [], traces: [] };
    asked.set(key, known);
    known.traces.push(trace);
  }
  return [...asked.values()].map(({ kind, anyOf, traces: all }) => ({
    kind,
    anyOf,
    because: because(all),
  }));
}

function distance([nearest]: readonly Because[]): number {
  return nearest?.path.length ?? 0;
}

/** Several marks on one element are one reason with several places. */
function because(traces: readonly Trace[]): readonly Because[] {
  const reasons = new Map<Coordinate, Because>();
  for (const { mark, path } of traces.toSorted((a, b) => a.path.length - b.path.length)) {
    const known = reasons.get(mark.at);
    reasons.set(mark.at, {
      path: known?.path ?? path,
      origins: unique([...(known?.origins ?? []), mark.origin]),
    });
  }
  return [...reasons.values()];
}

/** The nearest coordinates that hold PHI and no `@role` at all; what lies behind them follows from them. */
function leftToDefaultRoles(
  need: Need,
  { marks }: Pick<MarkedGraph, 'policy' | 'marks'>,
): Because[] {
  const reach = reachedIn(marks.needs);
  const left = [...pathsFrom(need, marks)].filter(([each]) => isForDefaultRoles(reach(each)));
  return left
    .filter(([each]) => !left.some(([other]) => other !== each && reach(other).all.includes(each)))
    .map(([each, path]) => ({
      path: path.length > 0 ? path : [{ relation: 'itself', at: each.at }],
      origins: unique(reach(each).phi.map((mark) => mark.origin)),
    }));
}

function whose(
  { at, isOutput }: Need,
  { policy, marks }: Pick<MarkedGraph, 'policy' | 'marks'>,
): Whose | null {
  if (policy.patientInputs.has(at)) return { kind: 'input' };
  const [owner = ''] = at.split('.');
  const path = policy.patients.get(owner);
  if (path) return { kind: 'path', path: [owner, ...path].join('.') };
  const type = marks.graph.types.get(owner);
  const isPhi = isOutput && policy.requirements.get(at)?.phi === true;
  if (!isPhi || !type || !isObject(type) || ROOTS.has(owner)) return null;
  return { kind: policy.keys.has(owner) ? 'unknown' : 'above' };
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

function unique(origins: readonly Origin[]): readonly Origin[] {
  return [...new Map(origins.map((origin) => [JSON.stringify(origin), origin])).values()];
}

/** Types that specifications bring in: no author's, and nothing that anybody is shown. */
function isOfSpecification(coordinate: Coordinate): boolean {
  return /^(?:(?:join|link|phi|federation|core)__|_(?:Any|Entity|Service)\b)/.test(coordinate);
}
