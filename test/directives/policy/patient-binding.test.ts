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
      'exclude a type with fields of such types, in any order',
      { Outer: ['Inner'], Inner: ['ID'] },
      [],
    ],
    ['include a type with a field of its own type', { Filter: ['ID', 'Filter'] }, ['Filter']],
    ['include types that contain each other', { A: ['B'], B: ['A'] }, ['A', 'B']],
    [
      'include a type that contains such a type',
      { Wrapped: ['Filter'], Filter: ['Filter'], Plain: [] },
      ['Filter', 'Wrapped'],
    ],
  ])('%s', (_what, fields, recursive) => {
    expect([...recursiveInputs(new Map(Object.entries(fields)))].toSorted()).toEqual(recursive);
  });
});

describe('the way in which an argument binds its field to a patient', () => {
  const object = { isRecursive: false, namesPatient: true, isMarked: true };

  it.each<[string, BindingArgument, BindingKind]>([
    [
      'is the id if the argument names a patient',
      { isPatient: true, isList: true, object: null },
      'id',
    ],
    [
      'is none for another scalar argument',
      { isPatient: false, isList: false, object: null },
      'none',
    ],
    [
      'is the object if an input object names its patient',
      { isPatient: false, isList: false, object },
      'object',
    ],
    [
      'is the batch if a list of input objects names a patient in each',
      { isPatient: false, isList: true, object },
      'batch',
    ],
    [
      'is a filter for a recursive input object',
      { isPatient: false, isList: false, object: { ...object, isRecursive: true } },
      'filter',
    ],
    [
      'is a filter for a list of input objects with marked fields that name no patient',
      { isPatient: false, isList: true, object: { ...object, namesPatient: false } },
      'filter',
    ],
    [
      'is none for a list of input objects without marks',
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
