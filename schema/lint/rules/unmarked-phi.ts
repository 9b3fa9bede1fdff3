import { memberCoordinate, type Coordinate } from '../../../directives/coordinate.ts';
import {
  isList,
  type FieldModel,
  type TypeModel,
  type ValueModel,
} from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { leavesNamed, takesAnyCondition, type NamedLeaf } from '../filter-names.ts';
import { boundsTime } from '../filter-times.ts';
import { filtersOf, type Filter } from '../filters.ts';
import { withoutInherited } from '../inherited.ts';
import { judgeValue } from '../judge/judge-value.ts';
import type { Likeness } from '../judge/likeness.ts';
import { createPatientWords } from '../judge/patient-words.ts';
import { inputObjects } from '../inputs-of.ts';
import { isLeafValued, type LeafValue } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import { orderedBy, type Ordered } from '../order-values.ts';
import { placedValues, type PlacedValue } from '../placed-values.ts';
import { isDirection, isOperatorInput } from '../operator-input.ts';
import type { Found, Rule } from '../rule.ts';
import { isRoot } from '../subjects/subjects.ts';
import { keyBaseOf } from '../subjects/field-words.ts';
import { wordsOf } from '../words.ts';

/** Values without `@phi` that look like PHI by name, type or description. */
export const unmarkedPhi: Rule = {
  code: 'PHI_UNMARKED',
  severity: 'warning',
  title: 'A value looks like PHI and has no @phi',
  help: `A field, an argument or an input field indicates one of the 18 identifier classes of 45 CFR 164.514(b)(2), or health
information, but there is no @phi on it, on its type, on the type it returns or on an interface above. It is not
recorded, and without @role any authenticated caller may see it. Mark it with @phi and @role. The finding says which
signs it rests on and how sure it is: high where the words have one meaning and the type is about a patient, medium
where one of the two is less clear, low where only the place in a patient's record speaks for it. If it is not about a
patient (a hospital's phone number, a catalog of drugs), give that reason above the field or its type:
# phi-gateway-ignore PHI_UNMARKED: reason.`,
  suppressedIn: 'any subgraph',
  unless: ['PHI_FILTER_UNMARKED', 'PSEUDONYM_ARGUMENT'],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled, subjects } = graph;
  const judged = new Map<Coordinate, Judged>();
  for (const value of placedValues(compiled, subjects())) {
    const likeness = isMarked(value, compiled) ? null : likenessOf(value, graph);
    if (likeness) judged.set(value.element.at, { value, likeness });
  }
  const isPatients = createPatientWords(compiled, subjects());
  const found = [...judged.values()].map((each) => foundAt(each, graph, isPatients));
  const ofFilters = subjects().hasPatients ? findFilters(graph, judged) : [];
  return withoutInherited([...found, ...ofFilters], compiled.hierarchy);
}

interface Judged {
  readonly value: LeafValue;
  readonly likeness: Likeness;
}

/** What the field that an input filters or orders by looks like. */
interface Revealed extends Pick<Likeness, 'category' | 'confidence'> {
  /** Such as `filters or orders by Patient.email`. */
  readonly how: string;
}

/** The inputs that filter or order by a field that looks like PHI, see `PHI_FILTER_UNMARKED` for marked ones. */
function findFilters(graph: LintGraph, judged: ReadonlyMap<Coordinate, Judged>): readonly Found[] {
  const { compiled } = graph;
  const { hierarchy } = compiled;
  const leavesOf = (type: TypeModel) =>
    [...type.fields.keys()].flatMap((name) => {
      const found = judged.get(memberCoordinate(type.name, name));
      const isWeak = found?.likeness.confidence === 'low' && keyBaseOf(wordsOf(name)) !== null;
      if (!found || isWeak) return [];
      const { element } = found.value;
      const categories = [found.likeness.category];
      return [{ at: element.at, name: wordsOf(name).join(''), categories, ...found }];
    });
  const known = new Map<TypeModel, ReturnType<typeof leavesOf>>();
  const found = new Map<Coordinate, Found>();
  for (const filter of filtersOf(compiled)) {
    const { at, marked, filtered, model } = filter;
    if (found.has(at) || judged.has(at) || marked.length > 0) continue;
    if (model && (isDirection(model) || !takesValue(model, hierarchy))) continue;
    const leaves = filtered.flatMap((type) => {
      const own = known.get(type) ?? leavesOf(type);
      known.set(type, own);
      return own;
    });
    const revealed =
      revealedBy(filter, leaves, compiled) ??
      meantBy(orderedBy(filter, leaves, compiled, graph.subjects())) ??
      boundRecord(filter, graph);
    if (!revealed) continue;
    const { category, confidence, how } = revealed;
    found.set(at, {
      coordinate: at,
      place: graph.place(at),
      message: `${at} ${how}, which looks like PHI (${category}), and has no @phi.`,
      fix: `Add @phi(category: ${category}) and @role to both, or give a reason above it.`,
      evidence: { confidence, signs: [`it ${how}`] },
      suggestion: { kind: 'mark', categories: [category], roles: null },
    });
  }
  return [...found.values()];
}

/**
 * The time at which a part of a patient's record was created, if an input bounds it: where the record has no other time, it is
 * when something was measured or answered.
 */
function boundRecord(filter: Filter, { compiled, subjects }: LintGraph): Revealed | null {
  if (!boundsTime(filter, compiled)) return null;
  const { subjectOf, shapeOf } = subjects();
  for (const type of filter.filtered) {
    if (subjectOf(type).about !== 'record' || shapeOf(type).kind === 'technical') continue;
    const created = [...shapeOf(type).leaves.keys()].find((name) => CREATED.test(name));
    if (created !== undefined)
      return {
        how: `filters or orders by ${memberCoordinate(type.name, created)}`,
        category: 'DATE',
        confidence: 'medium',
      };
  }
  return null;
}

const CREATED = /^(?:created_?(?:at|on|date)|date_?created|timestamp)$/i;

/** Whether an input takes a value or conditions on one, not an object with inputs of its own. */
function takesValue(model: ValueModel, hierarchy: Compiled['hierarchy']): boolean {
  return isLeafValued(model, hierarchy) || inputObjects(model, hierarchy).some(isOperatorInput);
}

/** The field whose value an input reveals: the one that it is named for, else one of those that any condition reveals. */
function revealedBy(
  filter: Filter,
  leaves: readonly (NamedLeaf & Judged)[],
  compiled: Compiled,
): Revealed | null {
  const words = wordsOf(filter.name);
  const [named] = leavesNamed(words, leaves);
  if (named) return revealedIn(named);
  const sure = leaves.filter(({ likeness }) => likeness.confidence !== 'low');
  if (boundsTime(filter, compiled))
    return revealedIn(sure.find(({ likeness }) => likeness.category === 'DATE'));
  if (!takesAnyCondition(filter) || words.some((word) => ORDERING.has(word))) return null;
  if (filter.holder && /sort(?:input)?$/i.test(filter.holder.name)) return null;
  return revealedIn(sure.find(({ likeness }) => likeness.category === 'NAME'));
}

function revealedIn(leaf: (NamedLeaf & Judged) | undefined): Revealed | null {
  if (!leaf) return null;
  const { category, confidence } = leaf.likeness;
  return { category, confidence, how: `filters or orders by ${leaf.value.element.at}` };
}

/** What a value of an order-by enum reveals by its meaning. Another word for a field is less certain than its name. */
function meantBy(ordered: Ordered<Judged> | null): Revealed | null {
  const [leaf] = ordered?.leaves ?? [];
  if (!ordered || !leaf) return null;
  const { category, confidence } = leaf.likeness;
  const how = `orders by "${ordered.by.phrase}", the meaning of ${leaf.value.element.at}`;
  return { category, confidence: confidence === 'low' ? 'low' : 'medium', how };
}

/** Words of a text that orders. The schema does not say which fields it can name. */
const ORDERING: ReadonlySet<string> = new Set(wordsOf('sort order by direction'));

function isMarked({ element }: LeafValue, { policy }: Compiled): boolean {
  return policy.requirements.get(element.at)?.phi === true || policy.patientInputs.has(element.at);
}

function likenessOf(value: PlacedValue, { subjects, sites }: LintGraph): Likeness | null {
  return judgeValue(
    {
      name: value.name,
      types: value.model.types,
      descriptions: sites(value.element.at).flatMap((site) => site.description ?? []),
      subject: value.subject,
      isContent: value.isContent,
      isOutput: value.element.isOutput,
      isOfUser: value.isOfUser,
      isOfStaff: value.isOfStaff,
      searches: value.searches,
      element: value.standard,
    },
    subjects(),
  );
}

type PatientWords = ReturnType<typeof createPatientWords>;

function foundAt(
  { value, likeness }: Judged,
  { compiled, place }: LintGraph,
  isPatients: PatientWords,
): Found {
  const { at } = value.element;
  const { category, by, confidence, signs } = likeness;
  const isId = category === 'OTHER_ID' && namesPatientsId(value, { compiled, isPatients });
  return {
    coordinate: at,
    place: place(at),
    message: `${at} looks like PHI (${category}, by its ${by}) and has no @phi.`,
    fix: isId
      ? `Add @patient if it is the patient's id, else @phi(category: ${category}) and @role, or give a reason above it.`
      : `Add @phi(category: ${category}) and @role, or give a reason above it.`,
    evidence: { confidence, signs },
    suggestion: isId
      ? { kind: 'patient', path: null, categories: [category] }
      : { kind: 'mark', categories: [category], roles: null },
  };
}

/**
 * Whether an argument of a query or mutation, or an input field, is the only one beside it that is a patient's key: `patient(id:)`,
 * `visits(patientId:)`, `VisitInput.clientId`.
 */
function namesPatientsId(
  { type, field, argument }: LeafValue,
  { compiled, isPatients }: { readonly compiled: Compiled; readonly isPatients: PatientWords },
): boolean {
  const { hierarchy } = compiled;
  const holder = hierarchy.typeNamed(type);
  const declared =
    argument !== null && isRoot(type) ? holder && hierarchy.field(holder, field) : null;
  const inputs = declared?.arguments ?? (holder?.kinds.has('input') ? holder.fields : null);
  if (!inputs) return false;
  const keys = [...inputs].filter(([name, input]) => {
    const words = wordsOf(name);
    return (
      !isList(input) && isLeafValued(input, hierarchy) && isPatients(keyBaseOf(words) ?? words)
    );
  });
  const [only, ...others] = keys.length > 0 || !declared ? keys : ownKeys(declared);
  return others.length === 0 && only?.[0] === (argument ?? field);
}

/** The arguments that are a key without saying of what. */
function ownKeys(field: FieldModel) {
  return [...field.arguments].filter(
    ([name, input]) => !isList(input) && keyBaseOf(wordsOf(name))?.length === 0,
  );
}
