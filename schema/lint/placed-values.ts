import { isList, type FieldModel, type TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import { fhirElement, fhirSearch, type Element } from './fhir-shapes.ts';
import { inputObjects, inputsOf } from './inputs-of.ts';
import { isLeafValued, partsOf, type LeafValue } from './leaf-values.ts';
import type { Subject } from './subjects/subject.ts';
import { isRoot, type Subjects } from './subjects/subjects.ts';
import { keyBaseOf, namesPatient } from './subjects/field-words.ts';
import { OUTCOMES, RESPONSES } from './subjects/envelope.ts';
import { carriedBy, type TypeShape } from './subjects/type-shape.ts';
import { isElsewhere, readTypeName } from './subjects/type-name.ts';
import { filtersPersons } from './subjects/caller-records.ts';
import { isOperatorInput } from './operator-input.ts';
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
        subject: isOutcome(type, parts.field, subjects) ? OUTCOME : subjects.subjectOf(type),
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
  return fhirElement(shapeOf(type).base, new Set(type.fields.keys()), field);
}

function isRecordWithoutPatient(type: TypeModel, { shapeOf, subjectOf }: Subjects): boolean {
  const { patientField, links } = shapeOf(type);
  const isPatients = links.some(({ to }) => to.some((each) => subjectOf(each).about === 'patient'));
  return subjectOf(type).about === 'record' && patientField === null && !isPatients;
}

function isStaff({ kind }: Pick<TypeShape, 'kind'>): boolean {
  return kind === 'staff' || kind === 'organization';
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

const OUTCOME: Subject = { about: 'other', because: '' };
const NOTHING_KNOWN: Subject = { about: 'unknown', because: '' };

function ofArgument(
  value: LeafValue,
  type: TypeModel,
  { hierarchy }: Compiled,
  subjects: Subjects,
): PlacedValue {
  const field = hierarchy.field(type, value.field);
  const asked = field ? subjectOfField(value.field, field, hierarchy, subjects) : NOTHING_KNOWN;
  const subject =
    patientAskedBy(value, subjects) ?? (field ? ownerAskedBy(value, field, asked) : null) ?? asked;
  const isWritten = type.name === 'Mutation' && field !== null;
  return {
    ...value,
    name: value.argument ?? '',
    subject,
    isContent: isWritten,
    isOfUser: false,
    isOfStaff: subject.about === 'other' && isStaff(readTypeName(value.field, subjects.lexicon)),
    searches: !isWritten && field !== null && isOfPerson(subject) && isMany(field, hierarchy),
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
): Subject | null {
  const isKey = keyBaseOf(wordsOf(argument ?? ''))?.length === 0;
  // `visitsByWard(id:)` names another owner.
  const namesOwner = wordsOf(name).some((word, at) => at > 0 && PREPOSITIONS.has(word));
  if (type !== 'Query' || !isKey || namesOwner || !isList(field) || about !== 'record') return null;
  return { about: 'person', because: `it lists records by ${argument}` };
}

const PREPOSITIONS: ReadonlySet<string> = new Set(
  wordsOf('by from of for por de del da do par pour von nach fuer'),
);

function isOfPerson({ about }: Subject): boolean {
  return about === 'patient' || about === 'person';
}

function isMany(field: FieldModel, hierarchy: Compiled['hierarchy']): boolean {
  return (
    isList(field) ||
    hierarchy.valueTypes(field).some((type) => [...type.fields.values()].some(isList))
  );
}

/** What a field is about: what it returns, else what its name says, else what its arguments identify. */
function subjectOfField(
  name: string,
  field: FieldModel,
  hierarchy: Compiled['hierarchy'],
  subjects: Subjects,
): Subject {
  const { lexicon } = subjects;
  if (!subjects.hasPatients) return NOTHING_KNOWN;
  const { base, kind, namesPatient: hasPatient } = readTypeName(name, lexicon);
  const named = subjects.subjectNamed(base);
  if (named?.about === 'patient') return named;
  const caller =
    kind === 'person' ||
    (field.arguments.has('password') &&
      kind !== 'staff' &&
      !returnsOther(field, hierarchy, subjects))
      ? subjects.caller
      : null;
  const filtered: Subject | null = filtersPersons(field, lexicon)
    ? { about: 'near', because: `${name} filters by persons and their health` }
    : null;
  for (const type of hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes)) {
    const own = subjects.subjectOf(type);
    if (own.about !== 'unknown' && own.about !== 'other') return own;
    const held = carriedBy(subjects.shapeOf(type), subjects.shapeOf)
      .map(subjects.subjectOf)
      .find(({ about }) => about !== 'unknown' && about !== 'other');
    if (held) return held;
    // How a mutation ended says nothing of what it writes.
    if (own.about === 'other' && !isOutcomeAlone(subjects.shapeOf(type)))
      return caller ?? filtered ?? own;
  }
  if (named && !(caller && named.about === 'other')) return named;
  if (caller) return caller;
  if (kind === 'patient') return { about: 'patient', because: `${name} is named for a patient` };
  if (kind === 'record' || (kind === 'document' && hasPatient))
    return { about: 'record', because: `${name} is named for a patient's record` };
  if (filtered) return filtered;
  if (isElsewhere(kind)) return NOTHING_KNOWN;
  const isRecordsKey = (words: readonly string[]) =>
    subjects.subjectNamed((keyBaseOf(words) ?? []).join(''))?.about === 'record';
  // What is written with the key of a visit is about the visit.
  const key = [...field.arguments.keys()].find(
    (argument) => namesPatient(wordsOf(argument), lexicon) || isRecordsKey(wordsOf(argument)),
  );
  return key === undefined ? NOTHING_KNOWN : { about: 'near', because: `${name} takes ${key}` };
}

function isOutcomeAlone({ kind, links }: TypeShape): boolean {
  return kind === 'technical' && links.length === 0;
}

/** Whether a field returns a person who is not one that the graph is about, such as a student in an app for health. */
function returnsOther(
  field: FieldModel,
  hierarchy: Compiled['hierarchy'],
  { subjectOf, shapeOf }: Subjects,
): boolean {
  return hierarchy
    .valueTypes(field)
    .flatMap(hierarchy.objectTypes)
    .some((type) => subjectOf(type).about === 'unknown' && shapeOf(type).identity.size > 1);
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
