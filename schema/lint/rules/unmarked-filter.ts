import { memberCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import type { Requirement } from '../../../directives/policy/policy.ts';
import { filtersOf, type Filter } from '../filters.ts';
import { isLeafValued } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { wordsOf } from '../words.ts';

/** Inputs by which a caller could find out PHI that the caller doesn't see. */
export const unmarkedFilter: Rule = {
  code: 'PHI_FILTER_UNMARKED',
  severity: 'warning',
  title: 'PHI can be searched or ordered by without its mark',
  help: `Who may filter or order by a value can find it out, one question at a time, without ever seeing it:
patients(ssn: "…"), where: { birthDate_lt: … }, orderBy: SSN_ASC. An argument, an input field or an enum value that
filters or orders by a marked field needs the marks of that field, or stricter ones: then a caller who doesn't see the
value in full can't use it. It is taken for a filter by its name: that of a marked leaf field of what is returned,
with or without an operator (ssn_in, minAge, NAME_DESC). An input that takes any condition (search, orderBy: String)
is reported too. Copy the marks, or say above it why it tells nothing: # phi-gateway-ignore PHI_FILTER_UNMARKED: why.`,
  suppressedIn: 'any subgraph',
  unless: ['PSEUDONYM_ARGUMENT'],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled } = graph;
  const found = new Map<Coordinate, Found>();
  for (const filter of filtersOf(compiled)) {
    if (found.has(filter.at) || filter.path.some((at) => compiled.policy.patientInputs.has(at)))
      continue;
    const text = exposedBy(filter, compiled);
    if (text)
      found.set(filter.at, { coordinate: filter.at, place: graph.place(filter.at), ...text });
  }
  return [...found.values()];
}

function exposedBy(filter: Filter, compiled: Compiled): Pick<Found, 'message' | 'mend'> | null {
  const phi = phiLeaves(filter, compiled);
  const words = withoutOperators(wordsOf(filter.name)).join(' ');
  const named = phi.filter(({ name }) => wordsOf(name).join(' ') === words);
  const marks = filter.path.flatMap((at) => compiled.policy.requirements.get(at) ?? []);
  const exposed = named.find(({ needed }) => !isCarried(needed, marks));
  if (exposed) {
    return {
      message: `${filter.at} lets callers filter or order by ${exposed.at} who may not see it in full.`,
      mend: `Put the @phi and @role marks of ${exposed.at} on it too.`,
    };
  }
  const [any] = phi;
  if (!any || !takesAnyCondition(filter) || marks.some((mark) => mark.phi)) return null;
  return {
    message: `${filter.at} may filter or order by PHI of what is returned, such as ${any.at}.`,
    mend: 'Mark it for those who see all that it searches, or say above it that it searches no PHI.',
  };
}

interface PhiLeaf {
  readonly at: Coordinate;
  readonly name: string;
  readonly needed: Requirement;
}

function phiLeaves({ chosen }: Filter, { hierarchy, policy }: Compiled): readonly PhiLeaf[] {
  return chosen.flatMap((type) =>
    [...hierarchy.fields(type)].flatMap(([name, [field]]) => {
      const at = memberCoordinate(type.name, name);
      const needed = policy.requirements.get(at);
      return needed?.phi === true && isLeafValued(field, hierarchy) ? [{ at, name, needed }] : [];
    }),
  );
}

/** Whether whoever fulfils the marks of an input in full sees the value in full too. */
function isCarried(needed: Requirement, marks: readonly Requirement[]): boolean {
  if (!marks.some((mark) => mark.phi)) return false;
  if (needed.defaultRoles && !marks.some((mark) => mark.defaultRoles)) return false;
  return needed.clauses.every((clause) =>
    marks.some((mark) =>
      mark.clauses.some((given) => given.anyOf.every((role) => clause.anyOf.includes(role))),
    ),
  );
}

/** `birthDate_gte`, `minAge` and `NAME_DESC` are about birthDate, age and name. */
function withoutOperators(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !OPERATORS.has(word));
  const end = words.findLastIndex((word) => !OPERATORS.has(word));
  return start === -1 ? [] : words.slice(start, end + 1);
}

const OPERATORS: ReadonlySet<string> = new Set(
  wordsOf(
    `eq ne neq not in nin lt lte gt gte min max between from to since until before after contains starts ends with
     like ilike regex match equal is null exist any some none every order sort by asc desc ascending descending filter
     where search first last nulls`,
  ),
);

/** Free text under a name that says nothing but search or order. */
function takesAnyCondition({ name, model }: Filter): boolean {
  const words = wordsOf(name);
  const isFree = [...(model?.types ?? [])].some(
    (type) => type === 'String' || /json|any/i.test(type),
  );
  return (
    isFree &&
    words.some((word) => CONDITIONS.has(word)) &&
    words.every((word) => CONDITIONS.has(word) || OPERATORS.has(word))
  );
}

const CONDITIONS: ReadonlySet<string> = new Set(
  wordsOf('search query q filter where order sort condition term keyword'),
);
