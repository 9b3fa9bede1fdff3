import { wordsOf } from '../words.ts';
import type { Ground } from './subject.ts';
import { readTypeName } from './type-name.ts';
import { isCount, namesPatient } from './field-words.ts';
import type { TypeShape } from './type-shape.ts';

/** The names of types, fields and arguments of a graph that say that it is about patients, such as `patientId`. */
export function patientNames(
  all: readonly TypeShape[],
  { compiled: { graph }, lexicon }: Ground,
): readonly string[] {
  const fields = [...graph.types.values()].flatMap((type) => [...type.fields.values()]);
  return [
    ...all.flatMap(({ kind, type, patientField }) => [
      ...(kind === 'patient' ? [type.name] : []),
      ...(patientField === null ? [] : [patientField]),
    ]),
    ...['Query', 'Mutation'].flatMap((root) =>
      [...(graph.types.get(root)?.fields.keys() ?? [])].filter(
        (name) => !isCount(wordsOf(name)) && readTypeName(name, lexicon).kind === 'patient',
      ),
    ),
    ...fields
      .flatMap((field) => [...field.arguments.keys()])
      .filter((name) => namesPatient(wordsOf(name), lexicon)),
  ];
}

/** Whether a name has a word for a patient that also is one of newsletters and banks. */
export function isOfContracts(name: string): boolean {
  return OF_CONTRACTS.test(name);
}

const OF_CONTRACTS = /subscri|benefici|insured|holder|afiliad|asegurad|adherent|assure/i;
