import { memberCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import { implies } from '../../../directives/marks/alternatives.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import type { Requirement } from '../../../directives/policy/policy.ts';
import { filtersOf, type Filter } from '../filters.ts';
import { isLeafValued } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { leavesNamed, takesAnyCondition } from '../filter-names.ts';
import { orderedBy, type OrderedLeaf } from '../order-values.ts';
import { wordsOf } from '../words.ts';

/** Inputs by which a caller could infer PHI that the caller may not see. */
export const unmarkedFilter: Rule = {
  code: 'PHI_FILTER_UNMARKED',
  severity: 'warning',
  title: 'An unmarked input filters or orders by PHI',
  help: `A caller who may filter or order by a value can infer it with repeated queries, without seeing it:
patients(ssn: "…"), where: { birthDate_lt: … }, orderBy: SSN_ASC. An argument, an input field or an enum value that
filters or orders by a marked field needs the marks of that field, or stricter ones: then only callers who see the value
in full can use it. An input counts as a filter by its name: the name of a marked leaf field of the result, with or
without an operator (ssn_in, minAge, NAME_DESC). A value of an order-by enum and a field of an order-by input also count by
their meaning: NAME_ASC and { name: ASC } order by firstName, DATE_OF_BIRTH_DESC by dob. An input that takes any condition
(search, orderBy: String, or the field and value of [{ field, op, value }]) is reported too. Copy the marks, or give a reason
above it: # phi-gateway-ignore PHI_FILTER_UNMARKED: reason.`,
  suppressedIn: 'any subgraph',
  unless: ['PSEUDONYM_ARGUMENT'],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled } = graph;
  if (![...compiled.policy.requirements.values()].some(({ phi }) => phi)) return [];
  const { patientInputs } = compiled.policy;
  const found = new Map<Coordinate, Found>();
  const leavesOf = phiLeaves(compiled);
  for (const filter of filtersOf(compiled)) {
    // The caller must reach the patient that a @patient input names.
    if (found.has(filter.at) || filter.marked.some((at) => patientInputs.has(at))) continue;
    const text = exposedBy(filter, leavesOf(filter.filtered), graph);
    if (!text) continue;
    found.set(filter.at, { coordinate: filter.at, place: graph.place(filter.at), ...text });
  }
  return [...found.values()];
}

/** The finding's text if an input exposes PHI of the objects that it filters or orders; null if it does not. */
function exposedBy(
  filter: Filter,
  phi: readonly PhiLeaf[],
  { compiled, subjects }: LintGraph,
): Pick<Found, 'message' | 'fix' | 'suggestion'> | null {
  if (phi.length === 0) return null;
  const { policy } = compiled;
  const marks = filter.marked.flatMap((at) => policy.requirements.get(at) ?? []);
  const given = { marks, field: policy.requirements.get(filter.field) };
  const named = leavesNamed(wordsOf(filter.name), phi);
  const exposed = named.find((leaf) => !isMarkedAlike(leaf.needed, given));
  if (exposed) {
    return {
      message: `${filter.at} lets callers filter or order by ${exposed.at} although they may not see it in full.`,
      fix: `Add the @phi and @role marks of ${exposed.at} to it.`,
      ...suggestionOf(exposed.needed),
    };
  }
  const ordered = named.length > 0 ? null : orderedBy(filter, phi, compiled, subjects());
  const [first] = ordered?.leaves ?? [];
  // Which one of several it orders by is for its author to know.
  if (ordered && first && !ordered.leaves.some((leaf) => isMarkedAlike(leaf.needed, given))) {
    return {
      message: `${filter.at} lets callers order by "${ordered.by.phrase}", the meaning of ${first.at}, although they may not see it in full.`,
      fix: `Add the @phi and @role marks of ${first.at} to it.`,
      ...suggestionOf(first.needed),
    };
  }
  if (!takesAnyCondition(filter) || marks.some((mark) => mark.phi)) return null;
  return {
    message: `${filter.at} can filter or order by PHI of the result, such as ${phi[0]?.at}.`,
    fix: 'Mark it for roles that see everything it searches, or give the reason above it that it searches no PHI.',
  };
}

/** The marks of a field for an input. An input can't have federation's access control. */
function suggestionOf({
  categories,
  clauses,
  scopes,
  policies,
}: Requirement): Pick<Found, 'suggestion'> {
  if (scopes.length > 0 || policies.length > 0) return {};
  return { suggestion: { kind: 'mark', categories, roles: clauses.map(({ anyOf }) => anyOf) } };
}

/** A PHI leaf field and who may see it. */
interface PhiLeaf extends OrderedLeaf {
  /** The words of its name, joined. */
  readonly name: string;
  readonly needed: Requirement;
}

/** The PHI leaf fields of some types, computed once per type. */
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
      return isPhi
        ? [{ at, name: wordsOf(name).join(''), categories: needed.categories, needed }]
        : [];
    });
  return (types) =>
    types.flatMap((type) => {
      const leaves = known.get(type) ?? leavesOf(type);
      known.set(type, leaves);
      return leaves;
    });
}

/**
 * Whether only callers who see a value in full may use an input. The input itself must be marked as PHI, because only
 * that requires reach; roles may also come from the field that it is used with.
 */
function isMarkedAlike(
  needed: Requirement,
  {
    marks,
    field,
  }: { readonly marks: readonly Requirement[]; readonly field: Requirement | undefined },
): boolean {
  const all = field ? [...marks, field] : marks;
  // Inputs can't have federation's access control.
  const isGranted = (kind: 'scopes' | 'policies') =>
    needed[kind].every((sets) => all.some((each) => each[kind].some((one) => implies(one, sets))));
  return (
    marks.some((mark) => mark.phi) &&
    (!needed.usesDefaultRoles || marks.some((mark) => mark.usesDefaultRoles)) &&
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
