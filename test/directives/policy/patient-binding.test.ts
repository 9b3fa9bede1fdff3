import { describe, expect, it } from '@jest/globals';
import {
  bindingKindOf,
  recursiveInputs,
  type BindingKind,
  type BindingArgument,
} from '../../../directives/policy/patient-binding.ts';

describe('the recursive input types', () => {
  it.each<[string, Readonly<Record<string, readonly string[]>>, readonly string[]]>([
    ['exclude a type with scalar fields only', { Plain: ['ID', 'String'] }, []],
    [
      'exclude a type with a field of a type that is not recursive, in any order',
      { Outer: ['Inner'], Inner: ['ID'] },
      [],
    ],
    ['include a type with a field of its own type', { Filter: ['ID', 'Filter'] }, ['Filter']],
    ['include types that contain each other', { A: ['B'], B: ['A'] }, ['A', 'B']],
    [
      'include a type with a field of a recursive type',
      { Wrapped: ['Filter'], Filter: ['Filter'], Plain: [] },
      ['Filter', 'Wrapped'],
    ],
  ])('%s', (_what, fields, recursive) => {
    expect([...recursiveInputs(new Map(Object.entries(fields)))].toSorted()).toEqual(recursive);
  });
});

describe('the kind of an argument, which says how it names patients,', () => {
  const object = { isRecursive: false, namesPatient: true, isMarked: true };

  it.each<[string, BindingArgument, BindingKind]>([
    [
      'is id if the argument is itself the id of a patient',
      { isPatient: true, isList: true, object: null },
      'id',
    ],
    [
      'is none for another scalar argument',
      { isPatient: false, isList: false, object: null },
      'none',
    ],
    [
      'is object for an input object that names a patient',
      { isPatient: false, isList: false, object },
      'object',
    ],
    [
      'is batch for a list of input objects that each name a patient',
      { isPatient: false, isList: true, object },
      'batch',
    ],
    [
      'is filter for a recursive input object',
      { isPatient: false, isList: false, object: { ...object, isRecursive: true } },
      'filter',
    ],
    [
      'is filter for a list of input objects with marked fields and without a patient',
      { isPatient: false, isList: true, object: { ...object, namesPatient: false } },
      'filter',
    ],
    [
      'is none for a list of input objects without marked fields and without a patient',
      {
        isPatient: false,
        isList: true,
        object: { ...object, namesPatient: false, isMarked: false },
      },
      'none',
    ],
    [
      'is none for an input object that names no patient',
      { isPatient: false, isList: false, object: { ...object, namesPatient: false } },
      'none',
    ],
  ])('%s', (_what, place, kind) => {
    expect(bindingKindOf(place)).toBe(kind);
  });
});
