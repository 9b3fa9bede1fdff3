import { inputsOf } from '../inputs-of.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import type { TypeKind } from '../vocabulary/vocabulary.ts';
import { wordsOf } from '../words.ts';
import { namesOther } from './evident-subject.ts';
import { isCount, namesPatient } from './field-words.ts';
import { isKeyOf, type Bases } from './referring-subject.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere, readTypeName } from './type-name.ts';
import { carriedBy, type TypeShape } from './type-shape.ts';

/**
 * The types that a root field returns for a patient or a record that an argument identifies, or that its own name
 * promises: `reports(patientId:)`, `results(visitId:)`, `getPatient: Reply`.
 */
export function askedByPatient(
  { compiled, shapeOf, lexicon }: Ground,
  { patients, records, keys }: Bases,
): readonly (readonly [TypeShape, Subject])[] {
  const { graph, hierarchy } = compiled;
  return ['Query', 'Mutation'].flatMap((root) =>
    [...(graph.types.get(root)?.fields ?? [])].flatMap(([name, field]) => {
      const returned = hierarchy
        .valueTypes(field)
        .flatMap(hierarchy.objectTypes)
        .map(shapeOf)
        .flatMap((shape) => [shape, ...carriedBy(shape, shapeOf).map(shapeOf)]);
      // What a mutation writes beside the key.
      const taken = [...field.arguments.values()]
        .flatMap(({ types }) => hierarchy.typesNamed(types))
        .filter(({ kinds }) => kinds.has('input') && root === 'Mutation')
        .map(shapeOf)
        .filter((shape) => !namesOther(shape, lexicon));
      const key = inputsOf(root, [name, field], hierarchy).find((input) => {
        const words = wordsOf(input.name);
        return (
          namesPatient(words, lexicon) ||
          isKeyOf(words, patients) ||
          keys.has(words.join('')) ||
          (input.model.types.has('ID') && patients.has(words.join('')))
        );
      });
      if (key)
        return asRecords(
          `${root}.${name} takes ${key.name}`,
          [...returned, ...taken].filter(
            (shape) =>
              isMeasured(shape) ||
              (!isElsewhere(shape.kind) && shape.kind !== 'person' && shape.kind !== 'customer'),
          ),
        );
      const part = [...field.arguments.keys()].find((each) => isKeyOf(wordsOf(each), records));
      const open = returned.filter(({ kind }) => kind === null || kind === 'document');
      if (part !== undefined)
        return asRecords(`${root}.${name} takes ${part}`, [
          ...open,
          ...taken.filter(({ kind }) => kind === null || kind === 'document'),
        ]);
      const promised = isCount(wordsOf(name)) ? null : promisedBy(name, lexicon);
      if (promised !== 'patient' && promised !== 'record') return [];
      return open.map((shape): readonly [TypeShape, Subject] => {
        const isPatient = promised === 'patient' && shape.identity.size >= 2;
        return [
          shape,
          { about: isPatient ? 'patient' : 'record', because: `${root}.${name} returns it` },
        ];
      });
    }),
  );
}

/** Whether a type named for a figure, such as a `GrowthPoint`, has what is measured of one body. */
function isMeasured({ kind, isEnvelope, measures }: TypeShape): boolean {
  return kind === 'technical' && !isEnvelope && measures.size > 0;
}

/** What the name of a root field says that it returns, as `getDailyBmi` and `getPatient` do. */
function promisedBy(name: string, lexicon: Lexicon): TypeKind | null {
  const { kind } = readTypeName(name, lexicon);
  if (isElsewhere(kind) || kind === 'patient') return kind;
  return lexicon.vital.longest(wordsOf(name)) === null ? kind : 'record';
}

function asRecords(
  because: string,
  shapes: readonly TypeShape[],
): readonly (readonly [TypeShape, Subject])[] {
  return shapes.map((shape) => [shape, { about: 'record', because }]);
}
