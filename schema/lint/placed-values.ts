import { isList, type FieldModel, type TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import { fhirElement, fhirSearch, type Element } from './fhir-shapes.ts';
import { inputObjects, inputsOf } from './inputs-of.ts';
import { isLeafValued, partsOf, type LeafValue } from './leaf-values.ts';
import type { Subject } from './subjects/subject.ts';
import { isRoot, type Subjects } from './subjects/subjects.ts';
import { isPersonKind } from './subjects/accounts.ts';
import { keyBaseOf } from './subjects/field-words.ts';
import { OUTCOMES, RESPONSES } from './subjects/envelope.ts';
import { carriedBy } from './subjects/type-shape.ts';
import { readTypeName, withoutForms } from './subjects/type-name.ts';
import { isOperatorInput } from './operator-input.ts';
import {
  isOfPerson,
  isStaff,
  NOTHING_KNOWN,
  PREPOSITIONS,
  subjectOfField,
} from './subject-of-field.ts';
import { wordsOf } from './words.ts';

/** A value with the subject of the place where it stands. */
export interface PlacedValue extends LeafValue {
  readonly name: string;
  readonly subject: Subject;
  /** Whether it is content: a field of an object, or what a mutation writes. Arguments of queries choose content. */
  readonly isContent: boolean;
  /** See `Placed`. */
  readonly isOfUser: boolean;
  /** See `Placed`. */
  readonly isOfStaff: boolean;
  /** Whether a text named `search` or the like searches patients here. */
  readonly searches: boolean;
  /** What it is by a standard's data type; null for other values. */
  readonly standard: Element | null;
}

/** Every scalar value of a graph, and every input object of operators such as `{ eq, contains }`, with its subject. */
export function* placedValues(compiled: Compiled, subjects: Subjects): Generator<PlacedValue> {
  const { elementMarks, hierarchy } = compiled;
  const asked = askedInputs(compiled);
  for (const element of elementMarks.values()) {
    const { model } = element;
    if (!model) continue;
    const parts = partsOf(element.at);
    const type = hierarchy.typeNamed(parts.type);
    if (!type || isOperatorInput(type)) continue;
    if (!isLeafValued(model, hierarchy) && !inputObjects(model, hierarchy).some(isOperatorInput))
      continue;
    const value = { element, model, ...parts };
    if (parts.argument !== null) yield ofArgument(value, type, compiled, subjects);
    else if (isRoot(type.name)) {
      // The name of a mutation describes what it does, not what it returns.
      const name = type.name === 'Query' ? parts.field : '';
      yield {
        ...value,
        name,
        subject: NOTHING_KNOWN,
        isContent: false,
        isOfUser: false,
        isOfStaff: false,
        searches: false,
        standard: null,
      };
    } else {
      const isContent = !type.kinds.has('input') || !asked.has(type);
      yield {
        ...value,
        name: parts.field,
        subject: isOutcome(type, parts.field, subjects)
          ? OUTCOME
          : (answeredPatient(type, parts.field, subjects) ?? subjects.subjectOf(type)),
        isContent,
        isOfUser: isRecordWithoutPatient(type, subjects),
        isOfStaff: isStaff(subjects.shapeOf(type)),
        searches: type.kinds.has('input') && !isContent && isOfPerson(subjects.subjectOf(type)),
        standard: isContent ? standardOf(type, parts.field, subjects) : null,
      };
    }
  }
}

function standardOf(type: TypeModel, field: string, { shapeOf }: Subjects): Element | null {
  return fhirElement(shapeOf(type).base, type.fields, field);
}

function isRecordWithoutPatient(type: TypeModel, { shapeOf, subjectOf }: Subjects): boolean {
  const { patientField, links } = shapeOf(type);
  const isPatients = links.some(({ to }) => to.some((each) => subjectOf(each).about === 'patient'));
  return subjectOf(type).about === 'record' && patientField === null && !isPatients;
}

/** Whether a value says how a request ended, beside what it returns, as `message` and `recordError` do. */
function isOutcome(type: TypeModel, field: string, { shapeOf }: Subjects): boolean {
  const { kind, links } = shapeOf(type);
  const isNamed = RESPONSES.has(wordsOf(type.name).at(-1) ?? '') && !type.kinds.has('input');
  const isResponse = isNamed || SUCCESS.some((name) => type.fields.has(name));
  const isCarrier = kind === 'technical' || isResponse;
  const isWithStatus =
    isResponse && STATUS.some((name) => type.fields.has(name)) && type.fields.has('message');
  return (
    isCarrier && (links.length > 0 || isWithStatus) && OUTCOMES.has(wordsOf(field).at(-1) ?? '')
  );
}

/** Fields with which a response says beside a message how a request ended. */
const STATUS: readonly string[] = ['status', 'code', 'statusCode', 'success', 'ok'];

/** Fields of a response, whatever its name. */
const SUCCESS: readonly string[] = ['success', 'ok', 'succeeded'];

/** The patient whose key a response gives back: `DeletePatientResponse.id`. */
function answeredPatient(type: TypeModel, field: string, subjects: Subjects): Subject | null {
  if (type.kinds.has('input') || keyBaseOf(wordsOf(field))?.length !== 0) return null;
  const words = wordsOf(type.name);
  if (!RESPONSES.has(words.at(-1) ?? '')) return null;
  const base = withoutForms(words.slice(0, -1)).join('');
  const named = subjects.subjectNamed(base);
  return named?.about === 'patient'
    ? { about: 'patient', because: `${type.name} answers for a ${base}` }
    : null;
}

const OUTCOME: Subject = { about: 'other', because: '' };
function ofArgument(
  value: LeafValue,
  type: TypeModel,
  { hierarchy }: Compiled,
  subjects: Subjects,
): PlacedValue {
  const field = hierarchy.field(type, value.field);
  const asked = field ? subjectOfField(value.field, field, hierarchy, subjects) : NOTHING_KNOWN;
  const subject =
    patientAskedBy(value, subjects) ??
    (field ? ownerAskedBy(value, field, asked, subjects) : null) ??
    asked;
  const isWritten = type.name === 'Mutation' && field !== null;
  return {
    ...value,
    name: value.argument ?? '',
    subject,
    isContent: isWritten,
    isOfUser: false,
    isOfStaff: subject.about === 'other' && isStaff(readTypeName(value.field, subjects.lexicon)),
    searches:
      !isWritten &&
      field !== null &&
      isMany(field, hierarchy) &&
      (isOfPerson(subject) || listsByPatient(field, hierarchy, subjects)),
    standard: isWritten ? null : fhirSearch(wordsOf(value.argument ?? ''), value.model.types),
  };
}

/** The patient that the key of a field such as `visitsByPatient(id:)` identifies; null for other arguments. */
function patientAskedBy({ field, argument }: LeafValue, { lexicon }: Subjects): Subject | null {
  if (keyBaseOf(wordsOf(argument ?? ''))?.length !== 0) return null;
  const words = wordsOf(field);
  const isPatient = (word: string | undefined) =>
    word !== undefined && lexicon.kinds.last([word])?.meaning === 'patient';
  // What follows is another part, such as the day in `tasksForPatientOnDate`.
  const index = words.findIndex(
    (word, at) => at > 0 && PREPOSITIONS.has(word) && isPatient(words[at + 1]),
  );
  const owner = index > 0 ? words[index + 1] : isPatient(words.at(-1)) ? words.at(-1) : undefined;
  return owner === undefined ? null : { about: 'patient', because: `${field} asks for a ${owner}` };
}

/** The person whose records a query lists by a key without a name: `vitalSigns(id:)`. That of one record lists nothing. */
function ownerAskedBy(
  { type, field: name, argument }: LeafValue,
  field: FieldModel,
  { about }: Subject,
  { lexicon }: Subjects,
): Subject | null {
  const isKey = keyBaseOf(wordsOf(argument ?? ''))?.length === 0;
  // `visitsByWard(id:)` names another owner, `visitsByUser(id:)` the person.
  const words = wordsOf(name);
  const owner = words[words.findIndex((word, at) => at > 0 && PREPOSITIONS.has(word)) + 1];
  const namesOwner =
    owner !== words[0] &&
    owner !== undefined &&
    !isPersonKind({ kind: lexicon.kinds.last([owner])?.meaning ?? null });
  if (type !== 'Query' || !isKey || namesOwner || !isList(field) || about !== 'record') return null;
  return { about: 'person', because: `it lists records by ${argument}` };
}

/** Whether a field lists records that have a patient and no name of their own, so that a name is the patient's: `visits(name:)`. */
function listsByPatient(
  field: FieldModel,
  hierarchy: Compiled['hierarchy'],
  { subjectOf, shapeOf }: Subjects,
): boolean {
  return hierarchy
    .valueTypes(field)
    .flatMap(hierarchy.objectTypes)
    .flatMap((type) => [type, ...carriedBy(shapeOf(type), shapeOf)])
    .some(
      (type) =>
        subjectOf(type).about === 'record' &&
        !shapeOf(type).leaves.has('name') &&
        shapeOf(type).links.some(
          ({ isList: isManyOf, to }) =>
            !isManyOf && to.some((each) => subjectOf(each).about === 'patient'),
        ),
    );
}

function isMany(field: FieldModel, hierarchy: Compiled['hierarchy']): boolean {
  return (
    isList(field) ||
    hierarchy.valueTypes(field).some((type) => [...type.fields.values()].some(isList))
  );
}

/** The input types that only choose or order content: those that queries take and no mutation does, and filters by name. */
function askedInputs({ graph, hierarchy }: Compiled): ReadonlySet<TypeModel> {
  const taken = { written: new Set<TypeModel>(), asked: new Set<TypeModel>() };
  for (const type of graph.types.values()) {
    if (type.kinds.has('input')) continue;
    const found = type.name === 'Mutation' ? taken.written : taken.asked;
    for (const field of type.fields)
      for (const { model } of inputsOf(type.name, field, hierarchy))
        for (const each of inputObjects(model, hierarchy)) found.add(each);
  }
  const named = [...graph.types.values()].filter(
    ({ name, kinds }) => kinds.has('input') && wordsOf(name).some((word) => ASKING.has(word)),
  );
  return new Set([...taken.asked, ...named].filter((type) => !taken.written.has(type)));
}

/** Words of the names of inputs that choose content. */
const ASKING: ReadonlySet<string> = new Set(
  wordsOf('filter where search query order sort criteria condition args filtro busca busqueda'),
);
