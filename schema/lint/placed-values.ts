import { isList, type FieldModel, type TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import { inputObjects, inputsOf } from './inputs-of.ts';
import { isLeafValued, partsOf, type LeafValue } from './leaf-values.ts';
import { isElsewhere, type Subject } from './subjects/subject.ts';
import { isRoot, type Subjects } from './subjects/subjects.ts';
import { carriedBy, namesPatient } from './subjects/type-shape.ts';
import { readTypeName } from './subjects/type-name.ts';
import { isOperatorInput } from './operator-input.ts';
import { wordsOf } from './words.ts';

/** A value with the subject of the place where it stands. */
export interface PlacedValue extends LeafValue {
  readonly name: string;
  readonly subject: Subject;
  /** Whether it is content: a field of an object, or what a mutation writes. Arguments of queries choose content. */
  readonly isContent: boolean;
  /** The patients or persons that a free text searches, if it searches any. */
  readonly searches: boolean;
}

/** Every scalar value of a graph, and every input object of operators such as `{ eq, contains }`, with its subject. */
export function* placedValues(compiled: Compiled, subjects: Subjects): Generator<PlacedValue> {
  const { elementMarks, hierarchy } = compiled;
  const written = writtenInputs(compiled);
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
      yield { ...value, name, subject: NOTHING_KNOWN, isContent: false, searches: false };
    } else {
      const isContent = !type.kinds.has('input') || written.has(type);
      yield {
        ...value,
        name: parts.field,
        subject: subjects.subjectOf(type),
        isContent,
        searches: type.kinds.has('input') && !isContent && isOfPerson(subjects.subjectOf(type)),
      };
    }
  }
}

const NOTHING_KNOWN: Subject = { about: 'unknown', because: '' };

function ofArgument(
  value: LeafValue,
  type: TypeModel,
  { hierarchy }: Compiled,
  subjects: Subjects,
): PlacedValue {
  const field = hierarchy.field(type, value.field);
  const subject = field ? subjectOfField(value.field, field, hierarchy, subjects) : NOTHING_KNOWN;
  const isWritten = type.name === 'Mutation' && field !== null;
  return {
    ...value,
    name: value.argument ?? '',
    subject,
    isContent: isWritten,
    searches: !isWritten && field !== null && isOfPerson(subject) && isMany(field, hierarchy),
  };
}

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
  for (const type of hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes)) {
    const own = subjects.subjectOf(type);
    if (own.about !== 'unknown' && own.about !== 'other') return own;
    const held = carriedBy(subjects.shapeOf(type), subjects.shapeOf)
      .map(subjects.subjectOf)
      .find(({ about }) => about !== 'unknown' && about !== 'other');
    if (held) return held;
    if (own.about === 'other') return own;
  }
  const { base, kind, namesPatient: hasPatient } = readTypeName(name, lexicon);
  const named = subjects.subjectNamed(base);
  if (named) return named;
  if (kind === 'patient') return { about: 'patient', because: `${name} is named for a patient` };
  if (kind === 'record' || (kind === 'document' && hasPatient))
    return { about: 'record', because: `${name} is named for a patient's record` };
  if (isElsewhere(kind)) return NOTHING_KNOWN;
  const key = [...field.arguments.keys()].find((argument) =>
    namesPatient(wordsOf(argument), lexicon),
  );
  return key === undefined ? NOTHING_KNOWN : { about: 'near', because: `${name} takes ${key}` };
}

/** The input types that mutations take. */
function writtenInputs({ graph, hierarchy }: Compiled): ReadonlySet<TypeModel> {
  const found = new Set<TypeModel>();
  const mutation = graph.types.get('Mutation');
  for (const field of mutation?.fields ?? [])
    for (const { model } of inputsOf('Mutation', field, hierarchy))
      for (const type of inputObjects(model, hierarchy)) found.add(type);
  return found;
}
