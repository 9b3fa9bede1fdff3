import type { Coordinate } from '../../../directives/coordinate.ts';
import type { Mark, RoleMark } from '../../../directives/marks/graph.ts';
import type { ElementMarks } from '../../../directives/policy/element-marks.ts';
import { isLeafValued } from '../leaf-values.ts';
import type { KnownRoles, LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';

/** Requirements that no caller can meet with the known roles. */
export const phiWithoutViewer: Rule = {
  code: 'PHI_NOBODY',
  severity: 'error',
  title: 'No caller can see a value',
  help: `A caller must meet every @role that applies to a value, each with any of its roles. A value that no caller can see
has a mistake in its marks: a @role without roles or with unknown roles only; a value with deidentified roles only and
the method SUPPRESS; an input for which no role has the full view; or @phi without any @role while no default roles are
configured. Name the roles that see the value, or remove the field from the schema.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const unmet = new Map<Mark, ElementMarks[]>();
  for (const element of graph.compiled.elementMarks.values()) {
    for (const mark of unmeetable(element, graph)) {
      unmet.set(mark, [...(unmet.get(mark) ?? []), element]);
    }
  }
  return [...unmet].map(([mark, elements]) => foundAt(mark, elements, graph));
}

/** The marks on an element and its types that no caller can meet with the known roles. */
function unmeetable(element: ElementMarks, graph: LintGraph): readonly Mark[] {
  const { compiled, roles } = graph;
  const requirement = compiled.policy.requirements.get(element.at);
  if (!requirement) return [];
  const marks = [...element.own, ...element.inherited];
  const roleMarks = marks.filter((mark) => mark.kind === 'role');
  const fullOnly = isFullOnly(element, graph, requirement.method);
  const unmet = roleMarks.filter(
    (mark) => !canBeMet(fullOnly ? mark.anyOf : [...mark.anyOf, ...mark.deidentified], roles),
  );
  // Without @role the default roles apply, so @phi itself is unmet if there are none.
  const lacksDefaultRoles =
    requirement.usesDefaultRoles && roleMarks.length === 0 && roles.defaultRoles?.length === 0;
  return lacksDefaultRoles ? [...unmet, ...marks.filter((mark) => mark.kind === 'phi')] : unmet;
}

/** Whether only the full view counts: inputs require it, and SUPPRESS shows no value. */
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

/** Whether a caller can have one of these roles. Any role is possible if the known roles are not listed. */
function canBeMet(anyOf: readonly string[], { roles }: KnownRoles): boolean {
  return anyOf.some((role) => roles === null || roles.includes(role));
}

/** One finding for a mark, however many elements it applies to. It names the marked element if that is affected. */
function foundAt(mark: Mark, elements: readonly ElementMarks[], { roles }: LintGraph): Found {
  const affected =
    elements.find(({ at }) => at === mark.at) ??
    elements.find(({ isOutput }) => !isOutput) ??
    elements[0];
  return {
    coordinate: mark.at,
    place: mark.origin,
    ...(mark.kind === 'role' ? roleText(mark, affected, roles) : defaultText(mark.at)),
  };
}

function roleText(mark: RoleMark, affected: ElementMarks | undefined, roles: KnownRoles) {
  const at = affected?.at ?? mark.at;
  const who = `No caller can see ${at}${at === mark.at ? '' : ` because of @role on ${mark.at}`}`;
  const named = [...mark.anyOf, ...mark.deidentified];
  if (named.length === 0) {
    return {
      message: `${who}: it names no roles.`,
      fix: 'Name the roles that see it in anyOf.',
    };
  }
  if (!canBeMet(named, roles)) {
    return {
      message: `${who}: its roles are unknown (${quoted(named)}).`,
      fix: 'Name a role that is configured.',
    };
  }
  // Some role is known, but only in `deidentified`, and the element requires the full view.
  const isInput = affected?.isOutput === false;
  if (mark.anyOf.length > 0) {
    const why = isInput ? 'inputs require the full view' : 'its method is SUPPRESS';
    return {
      message: `${who}: the roles in anyOf are unknown (${quoted(mark.anyOf)}), and its deidentified roles don't count because ${why}.`,
      fix: 'Name a configured role in anyOf.',
    };
  }
  return isInput
    ? {
        message: `${who}: it has deidentified roles only, and inputs require the full view.`,
        fix: 'Name roles in anyOf.',
      }
    : {
        message: `${who}: it has deidentified roles only, and its method is SUPPRESS.`,
        fix: 'Name roles in anyOf, or a method that shows a value: @phi(deidentify: …).',
      };
}

function quoted(roles: readonly string[]): string {
  return roles.map((role) => JSON.stringify(role)).join(', ');
}

function defaultText(at: Coordinate) {
  return {
    message: `No caller can see ${at}: it is @phi without @role, and no default roles are configured.`,
    fix: 'Add @role(anyOf: […]), or configure authorization.defaultRoles (--default-role).',
  };
}
