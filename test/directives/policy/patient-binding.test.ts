import { describe, expect, it } from '@jest/globals';
import {
  bindingOf,
  finiteInputs,
  type BindingKind,
  type BindingPlace,
} from '../../../directives/policy/patient-binding.ts';

describe('the input types without recursion', () => {
  it.each<[string, Readonly<Record<string, readonly string[]>>, readonly string[]]>([
    ['hold a type of leaves alone', { Plain: ['ID', 'String'] }, ['Plain']],
    [
      'hold a type of such types, in any order',
      { Outer: ['Inner'], Inner: ['ID'] },
      ['Inner', 'Outer'],
    ],
    ['hold no type that holds itself', { Filter: ['ID', 'Filter'] }, []],
    ['hold no types that hold each other', { A: ['B'], B: ['A'] }, []],
    [
      'hold no type that leads to one of these',
      { Wrapped: ['Filter'], Filter: ['Filter'], Plain: [] },
      ['Plain'],
    ],
  ])('%s', (_what, fields, finite) => {
    expect([...finiteInputs(new Map(Object.entries(fields)))].toSorted()).toEqual(finite);
  });
});

describe('what an argument binds its field by', () => {
  const object = { isFinite: true, namesPatient: true, isMarked: true };

  it.each<[string, BindingPlace, BindingKind]>([
    ['is the id that it is', { isPatient: true, isList: true, object: null }, 'id'],
    [
      'is nothing where it is another value',
      { isPatient: false, isList: false, object: null },
      'none',
    ],
    ['is the object that names its patient', { isPatient: false, isList: false, object }, 'object'],
    ['is each object of a list', { isPatient: false, isList: true, object }, 'batch'],
    [
      'is open in a recursive object, whatever it names',
      { isPatient: false, isList: false, object: { ...object, isFinite: false } },
      'open',
    ],
    [
      'is open in a list of objects with marked inputs that name no patient',
      { isPatient: false, isList: true, object: { ...object, namesPatient: false } },
      'open',
    ],
    [
      'is nothing in a list of objects without marks, such as an order',
      {
        isPatient: false,
        isList: true,
        object: { ...object, namesPatient: false, isMarked: false },
      },
      'none',
    ],
    [
      'is nothing in an object that names no patient',
      { isPatient: false, isList: false, object: { ...object, namesPatient: false } },
      'none',
    ],
  ])('%s', (_what, place, kind) => {
    expect(bindingOf(place)).toBe(kind);
  });
});
