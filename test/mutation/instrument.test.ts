import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { transformSync } from '@swc/core';
import { instrument } from './instrument.ts';

const conditions = (source: string) =>
  instrument(source, 'a.ts', 0).mutants.map(({ change, text }) => `${change}: ${text}`);

describe('instrumenting a source for mutation testing', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'each operand of && and ||',
      'const a = b && (c || d);',
      ['b', '(c || d)', 'c', 'd'].map(without),
    ],
    ['the condition of an if', 'if (a) b();', answers('a')],
    ['the condition of a conditional expression', 'const a = b ? c : d;', answers('b')],
    ['the condition of a loop', 'for (let a = 0; a < 3; a += 1) b();', answers('a < 3')],
    [
      'each case of a switch',
      'switch (a) { case 1: case 2: b(); default: c(); }',
      ['never: 1', 'never: 2'],
    ],
    ['a comparison', 'const a = b === c;', answers('b === c')],
    ['a negation', 'f(!a);', answers('!a')],
    ['the result of a predicate callback', 'a.filter((b) => c(b));', answers('c(b)')],
    ['conditions inside a callback', 'a.map((b) => { if (b) c(); });', answers('b')],
    [
      'conditions inside literals',
      'a = [...(b ? c : d)]; e = { f: { g: b ? c : d } };',
      [...answers('b'), ...answers('b')],
    ],
    [
      'a comparison in a condition once',
      'if (a === b && c) d();',
      [...answers('a === b && c'), ...['a === b', 'c'].map(without)],
    ],
    ['neither ?? nor the result of another callback', 'const a = b ?? c; d.map((e) => e.f());', []],
  ])('finds mutants for %s', (_what, source, expected) => {
    expect(conditions(source).toSorted()).toEqual([...expected].toSorted());
  });

  it('reports the line and column of a mutant, even after comments with multi-byte characters', () => {
    const source = '/* é — ü */\n\nconst é = 1;\n  if (é === 1) f();\n';
    const [first] = instrument(source, 'a.ts', 7).mutants;
    expect(first).toMatchObject({ id: 7, file: 'a.ts', line: 4, column: 7, text: 'é === 1' });
  });
});

describe('an instrumented source', () => {
  const { source, mutants } = instrument(
    'export const kept = (a: number[]) => a.filter((b) => b > 1 && (b < 4 || b === 9));',
    'a.ts',
    0,
  );
  const { code } = transformSync(source, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const kept = (removed: number) => {
    const exports: { kept?: (a: readonly number[]) => readonly number[] } = {};
    runInNewContext(code, { exports, mutation: (id: number) => id === removed });
    return exports.kept?.([0, 2, 5, 9]);
  };

  it('gives the results of the original while no mutant is on, and those of the changed condition while a mutant is on', () => {
    expect(kept(-1)).toEqual([2, 9]);
    const results = mutants.map(({ id, change, text }) => [`${change}: ${text}`, kept(id)]);
    expect(Object.fromEntries(results)).toEqual({
      'always: b > 1 && (b < 4 || b === 9)': [0, 2, 5, 9],
      'never: b > 1 && (b < 4 || b === 9)': [],
      'without: b > 1': [0, 2, 9],
      'without: (b < 4 || b === 9)': [2, 5, 9],
      'without: b < 4': [9],
      'without: b === 9': [2],
    });
  });
});

function without(text: string): string {
  return `without: ${text}`;
}

function answers(text: string): readonly string[] {
  return [`always: ${text}`, `never: ${text}`];
}
