import { memberCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { implies } from '../../../directives/marks/alternatives.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
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
  const { patientInputs } = compiled.policy;
  const found = new Map<Coordinate, Found>();
  const leavesOf = phiLeaves(compiled);
  for (const filter of filtersOf(compiled)) {
    if (found.has(filter.at) || filter.marked.some((at) => patientInputs.has(at))) continue;
    const text = exposedBy(filter, leavesOf(filter.chosen), compiled);
    if (!text) continue;
    found.set(filter.at, { coordinate: filter.at, place: graph.place(filter.at), ...text });
  }
  return [...found.values()];
}

function exposedBy(
  filter: Filter,
  phi: readonly PhiLeaf[],
  { policy }: Compiled,
): Pick<Found, 'message' | 'mend'> | null {
  if (phi.length === 0) return null;
  const marks = filter.marked.flatMap((at) => policy.requirements.get(at) ?? []);
  const asked = { marks, field: policy.requirements.get(filter.field) };
  const meant = leavesNamed(wordsOf(filter.name), phi);
  const exposed = meant.find((leaf) => !isCarried(leaf.needed, asked));
  if (exposed) {
    return {
      message: `${filter.at} lets callers filter or order by ${exposed.at} who may not see it in full.`,
      mend: `Put the @phi and @role marks of ${exposed.at} on it too.`,
    };
  }
  if (!takesAnyCondition(filter) || marks.some((mark) => mark.phi)) return null;
  return {
    message: `${filter.at} may filter or order by PHI of what is returned, such as ${phi[0]?.at}.`,
    mend: 'Mark it for those who see all that it searches, or say above it that it searches no PHI.',
  };
}

interface PhiLeaf {
  readonly at: Coordinate;
  /** Its words, written as one. */
  readonly name: string;
  readonly needed: Requirement;
}

/** The PHI that objects of some types hold themselves; computed once for the same types. */
function phiLeaves({
  hierarchy,
  policy,
}: Compiled): (types: readonly TypeModel[]) => readonly PhiLeaf[] {
  const known = new Map<TypeModel, readonly PhiLeaf[]>();
  const leavesOf = (type: TypeModel) =>
    [...hierarchy.fields(type)].flatMap(([name, [field]]) => {
      const at = memberCoordinate(type.name, name);
      const needed = policy.requirements.get(at);
      const isPhi = needed?.phi === true && isLeafValued(field, hierarchy);
      return isPhi ? [{ at, name: wordsOf(name).join(''), needed }] : [];
    });
  return (types) =>
    types.flatMap((type) => {
      const leaves = known.get(type) ?? leavesOf(type);
      known.set(type, leaves);
      return leaves;
    });
}

/**
 * Whether whoever may use an input sees the value in full. The input has to be marked as PHI, since nothing else
 * keeps it from those who don't reach the patient; who it is for, the field that it is used with may say too.
 */
function isCarried(
  needed: Requirement,
  {
    marks,
    field,
  }: { readonly marks: readonly Requirement[]; readonly field: Requirement | undefined },
): boolean {
  const all = field ? [...marks, field] : marks;
  // Federation's access control can't stand on an input.
  const isGranted = (kind: 'scopes' | 'policies') =>
    needed[kind].every((sets) => all.some((each) => each[kind].some((one) => implies(one, sets))));
  return (
    marks.some((mark) => mark.phi) &&
    (!needed.defaultRoles || marks.some((mark) => mark.defaultRoles)) &&
    needed.clauses.every(
      ({ anyOf }) =>
        marks.some((mark) => mark.clauses.some((given) => isWithin(given.anyOf, anyOf))) ||
        field?.clauses.some((given) => isWithin([...given.anyOf, ...given.deidentified], anyOf)),
    ) &&
    isGranted('scopes') &&
    isGranted('policies')
  );
}

function isWithin(roles: readonly string[], others: readonly string[]): boolean {
  return roles.every((role) => others.includes(role));
}

/**
 * The leaves that an input's name means: `birthDate_gte`, `minAge` and `NAME_DESC` are about birthDate, age and
 * name. A word that can be an operator can be part of a name too (`firstName`, `toDate`), so the longest name counts.
 */
function leavesNamed(words: readonly string[], phi: readonly PhiLeaf[]): readonly PhiLeaf[] {
  const names = namesIn(words).toSorted((a, b) => b.length - a.length);
  const meant = names.find((name) => phi.some((leaf) => leaf.name === name));
  return phi.filter((leaf) => leaf.name === meant);
}

/** Every name that is left when operators are taken from the start and the end of the words. */
function namesIn(words: readonly string[]): string[] {
  const start = words.findIndex((word) => !OPERATORS.has(word));
  const end = words.findLastIndex((word) => !OPERATORS.has(word)) + 1;
  const last = start === -1 ? words.length : start;
  return words.slice(0, last + 1).flatMap((_, from) =>
    words
      .map((_word, index) => index + 1)
      .filter((to) => to > from && to >= end)
      .map((to) => words.slice(from, to).join('')),
  );
}

const OPERATORS: ReadonlySet<string> = new Set(
  wordsOf(
    `eq ne neq not in nin lt lte gt gte min max between from to since until before after contains starts ends with
     like ilike nlike nilike iregex regex nregex similar match equal is null exist any some none every order sort by asc
     desc ascending descending filter where search first last nulls less greater than or include excludes insensitive
     distinct on has`,
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
