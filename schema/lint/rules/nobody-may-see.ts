import type { Coordinate } from '../../../directives/coordinate.ts';
import type { Mark, RoleMark } from '../../../directives/marks/graph.ts';
import type { ElementMarks } from '../../../directives/policy/element-marks.ts';
import { isLeafValued } from '../leaf-values.ts';
import type { KnownRoles, LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';

/** Requirements that no caller can fulfil, whichever of the known roles they have together. */
export const nobodyMaySee: Rule = {
  code: 'PHI_NOBODY',
  severity: 'error',
  title: 'No caller could ever see a value',
  help: `Every @role that applies to a value is required, though a caller may fulfil each with another role. A
value that nobody can see is a mistake in its marks: a @role without roles, or with none that is known; a value that
is only ever shown de-identified by SUPPRESS, which leaves nothing of it; an input that asks for the full view where
no role has it; or @phi without any @role while no default roles are configured. Name who sees it, or take the field
out of the schema.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const closed = new Map<Mark, ElementMarks[]>();
  for (const element of graph.compiled.elementMarks.values()) {
    for (const mark of unfulfillable(element, graph)) {
      closed.set(mark, [...(closed.get(mark) ?? []), element]);
    }
  }
  return [...closed].map(([mark, elements]) => foundAt(mark, elements, graph));
}

/** The marks of a coordinate, its own and its types', that keep everybody out. */
function unfulfillable(element: ElementMarks, graph: LintGraph): readonly Mark[] {
  const { compiled, roles } = graph;
  const requirement = compiled.policy.requirements.get(element.at);
  if (!requirement) return [];
  const marks = [...element.own, ...element.inherited];
  const named = marks.filter((mark) => mark.kind === 'role');
  const fullOnly = isFullOnly(element, graph, requirement.method);
  const closed = named.filter(
    (mark) => !isFulfillable(fullOnly ? mark.anyOf : [...mark.anyOf, ...mark.deidentified], roles),
  );
  const isDefault =
    requirement.defaultRoles && named.length === 0 && roles.defaultRoles?.length === 0;
  return isDefault ? [...closed, ...marks.filter((mark) => mark.kind === 'phi')] : closed;
}

/** Whether the de-identified view gives nothing: inputs element the full one, and SUPPRESS leaves no value. */
function isFullOnly(element: ElementMarks, { compiled }: LintGraph, method: string): boolean {
  if (!element.isOutput)
    return element.model !== null || isEnumValue(element.at, compiled.policy.inputTypes);
  const isLeaf = element.model !== null && isLeafValued(element.model, compiled.hierarchy);
  return isLeaf && method === 'SUPPRESS';
}

function isEnumValue(coordinate: Coordinate, inputTypes: ReadonlySet<string>): boolean {
  const [type = '', value] = coordinate.split('.');
  return value !== undefined && inputTypes.has(type);
}

function isFulfillable(anyOf: readonly string[], { roles }: KnownRoles): boolean {
  return anyOf.some((role) => roles === null || roles.includes(role));
}

function foundAt(mark: Mark, elements: readonly ElementMarks[], { roles }: LintGraph): Found {
  const behind = elements.some(({ at }) => at === mark.at) ? mark.at : (elements[0]?.at ?? mark.at);
  return {
    coordinate: mark.at,
    place: { ...mark.origin, column: null },
    ...(mark.kind === 'role' ? closedText(mark, behind, roles) : defaultText(mark.at)),
  };
}

function closedText(mark: RoleMark, behind: Coordinate, roles: KnownRoles) {
  const who = `Nobody may see ${behind}${behind === mark.at ? '' : `, by @role on ${mark.at}`}`;
  const named = [...mark.anyOf, ...mark.deidentified];
  if (named.length === 0) {
    return {
      message: `${who}: it names no roles.`,
      mend: 'Name the roles that see it in anyOf.',
    };
  }
  return isFulfillable(named, roles)
    ? {
        message: `${who}: its only roles are deidentified ones, and nothing of it is left for them.`,
        mend: 'Name roles in anyOf, or a method that leaves a value: @phi(deidentify: …).',
      }
    : {
        message: `${who}: none of its roles is known (${named.map((role) => JSON.stringify(role)).join(', ')}).`,
        mend: 'Name a role that is configured.',
      };
}

function defaultText(at: Coordinate) {
  return {
    message: `Nobody may see ${at}: it is @phi without @role, and no default roles are configured.`,
    mend: 'Add @role(anyOf: […]), or configure authorization.defaultRoles (--default-role).',
  };
}
