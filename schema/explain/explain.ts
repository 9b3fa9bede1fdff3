import type { Coordinate } from '../../directives/coordinate.ts';
import type { Alternatives } from '../../directives/marks/alternatives.ts';
import {
  isAccessDirective,
  isObject,
  type AccessDirective,
  type Origin,
} from '../../directives/marks/graph.ts';
import type { DateFormat } from '../../directives/policy/date-format.ts';
import type { MethodReason } from '../../directives/policy/deidentification.ts';
import { createDeidentificationFinder } from '../../directives/policy/deidentification.ts';
import type { ElementMarks } from '../../directives/policy/element-marks.ts';
import type { Clause } from '../../directives/policy/policy.ts';
import {
  needsDefaultRoles,
  createMarkCollector,
} from '../../directives/policy/transitive-marks.ts';
import type { Category, Deidentify } from '../../directives/spec.ts';
import type { MarkedGraph } from '../compose.ts';
import type { Element } from '../views/elements.ts';
import { originOf } from '../views/origin-of.ts';
import type { ViewOptions } from '../views/view-options.ts';
import { pathsFrom, tracesOf, type TraceStep, type Trace } from './trace.ts';

/** Why a coordinate has a part of its requirement: the path to a mark, and where the mark is written. */
export interface Because {
  readonly path: readonly TraceStep[];
  /** Empty if no mark states it, as for PHI without a `@role`. */
  readonly origins: readonly Origin[];
}

/** One required list of roles, and every `@role` that states it. */
export interface ExplainedClause {
  readonly anyOf: readonly string[];
  readonly deidentified: readonly string[];
  /** Nearest first. */
  readonly because: readonly Because[];
}

/** One condition of federation's access control, and every mark that states it. */
export interface ExplainedAccess {
  readonly kind: AccessDirective['kind'];
  /** Sets of scopes or policies, of which a caller must hold one completely; empty for `@authenticated`. */
  readonly anyOf: Alternatives;
  /** Nearest first. */
  readonly because: readonly Because[];
}

/** One category of a value, and every `@phi` that states it. */
export interface ExplainedCategory {
  readonly category: Category;
  /** Nearest first. */
  readonly because: readonly Because[];
}

/** How the patient whose record a coordinate belongs to is determined. */
export type Whose =
  /** The object contains the patient's id at the end of this path. */
  | { readonly kind: 'path'; readonly path: string }
  /** The patient of the parent object, because the type is not an entity. */
  | { readonly kind: 'above' }
  /** Unknown: only roles that reach all patients see PHI here. */
  | { readonly kind: 'unknown' }
  /** The input holds a patient id. The caller must reach that patient before anything is fetched. */
  | { readonly kind: 'input' };

/** The merged requirement of one coordinate and the reasons for each part of it. */
export interface Explanation {
  readonly coordinate: Coordinate;
  /** Null if clients can't use it (`@inaccessible`). */
  readonly element: Element | null;
  /** Where it is defined; the first place if there are several. */
  readonly origin: Origin;
  /** Whether it has marks. Without any, every authenticated caller sees it (`open`) or no caller (`closed`). */
  readonly marked: 'marked' | 'open' | 'closed';
  readonly clauses: readonly ExplainedClause[];
  readonly access: readonly ExplainedAccess[];
  /** Why the configured default roles are required: PHI without a `@role`. Empty if they are not. */
  readonly forDefaultRoles: readonly Because[];
  readonly categories: readonly ExplainedCategory[];
  /** For marked leaf fields; null otherwise. */
  readonly deidentified: {
    readonly method: Deidentify;
    readonly reason: MethodReason;
    /** The format of the dates of a declared date scalar; null for other values. */
    readonly dateFormat: DateFormat | null;
  } | null;
  readonly whose: Whose | null;
}

/** Explains a coordinate; null if the graph doesn't have it. */
export function explain(
  coordinate: Coordinate,
  {
    policy,
    marks,
    elements,
  }: MarkedGraph & { readonly elements: ReadonlyMap<Coordinate, Element> },
  options: Pick<ViewOptions, 'unmarked'>,
): Explanation | null {
  const elementMarks = marks.elementMarks.get(coordinate);
  if (!elementMarks || isOfSpecification(coordinate)) return null;
  const requirement = policy.requirements.get(coordinate);
  const element = elements.get(coordinate) ?? null;
  const traces = tracesOf(elementMarks, marks);
  const isOpen = options.unmarked === 'allow' || !elementMarks.isOutput;
  return {
    coordinate,
    element,
    origin: originOf(coordinate, marks),
    marked: requirement ? 'marked' : isOpen ? 'open' : 'closed',
    clauses: clausesOf(requirement?.clauses ?? [], traces),
    access: accessOf(traces),
    forDefaultRoles: requirement?.usesDefaultRoles
      ? defaultRoleReasons(elementMarks, { marks })
      : [],
    categories: (requirement?.categories ?? []).map((category) => ({
      category,
      because: because(
        traces.filter(({ mark }) => mark.kind === 'phi' && mark.category === category),
      ),
    })),
    deidentified:
      requirement && element?.isLeaf
        ? {
            ...createDeidentificationFinder(marks.elementMarks)(elementMarks),
            dateFormat: requirement.dateFormat,
          }
        : null,
    whose: whoseOf(elementMarks, { policy, marks }),
  };
}

/** Merges clauses with equal roles and sorts them by the distance of their nearest mark. */
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

/** Merges equal conditions of access control. */
function accessOf(traces: readonly Trace[]): readonly ExplainedAccess[] {
  const conditions = new Map<string, ExplainedAccess & { readonly traces: Trace[] }>();
  for (const trace of traces) {
    const { mark } = trace;
    if (!isAccessDirective(mark)) continue;
    const anyOf = mark.kind === 'authenticated' ? [] : mark.anyOf;
    const key = JSON.stringify([mark.kind, anyOf]);
    const known = conditions.get(key) ?? { kind: mark.kind, anyOf, because: [], traces: [] };
    conditions.set(key, known);
    known.traces.push(trace);
  }
  return [...conditions.values()].map(({ kind, anyOf, traces: all }) => ({
    kind,
    anyOf,
    because: because(all),
  }));
}

function distance([nearest]: readonly Because[]): number {
  return nearest?.path.length ?? 0;
}

/** Merges the marks of one element into one reason with several places. */
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

/**
 * The coordinates with PHI and without any `@role` on which `start` depends. One on which another of them depends is
 * left out, since it is behind the other.
 */
function defaultRoleReasons(start: ElementMarks, { marks }: Pick<MarkedGraph, 'marks'>): Because[] {
  const transitiveMarks = createMarkCollector(marks.elementMarks);
  const withDefaultRoles = [...pathsFrom(start, marks)].filter(([each]) =>
    needsDefaultRoles(transitiveMarks(each)),
  );
  return withDefaultRoles
    .filter(
      ([each]) =>
        !withDefaultRoles.some(
          ([other]) => other !== each && transitiveMarks(other).elements.includes(each),
        ),
    )
    .map(([each, path]) => ({
      path: path.length > 0 ? path : [{ relation: 'itself', at: each.at }],
      origins: unique(transitiveMarks(each).phi.map((mark) => mark.origin)),
    }));
}

function whoseOf(
  { at, isOutput }: ElementMarks,
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

/** Types that specifications define and clients never see. */
function isOfSpecification(coordinate: Coordinate): boolean {
  return /^(?:(?:join|link|phi|federation|core)__|_(?:Any|Entity|Service)\b)/.test(coordinate);
}
