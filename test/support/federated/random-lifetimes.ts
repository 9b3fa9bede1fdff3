import { draftField, ROLES, type Draft } from './draft.ts';
import type { GraphModel } from './graph-model.ts';
import { fullIn } from './random-fields.ts';
import type { Random } from './random.ts';

/** Adds an age, a date of birth and sometimes one of death to some types. Some roles see all of them de-identified. */
export function addLifetimes(draft: Draft<GraphModel>, random: Random): void {
  for (const type of draft.types) {
    if (type.kind === 'interface' || type.patient === null || fullIn(type).length === 0) continue;
    if (!random.chance(50)) continue;
    const deidentified = [...random.some(ROLES, 3 + random.below(3))];
    for (const [name, types] of Object.entries(LIFETIME)) {
      if (type.fields.some((field) => field.name === name)) continue;
      if (name === 'died' && random.chance(40)) continue;
      const subgraphs = type.keys.length > 0 ? [random.pick(fullIn(type))] : type.in;
      type.fields.push({
        ...draftField(name, random.pick(types), subgraphs),
        marks: [
          {
            kind: 'phi',
            category: 'DATE',
            deidentify: name === 'age' ? 'AGE_90_PLUS' : 'YEAR',
            in: [...subgraphs],
          },
          { kind: 'role', anyOf: ['doctor'], deidentified, in: [...subgraphs] },
        ],
      });
    }
  }
}

const LIFETIME = { age: ['Int', 'String'], born: ['Int', 'String', 'Date'], died: ['Int', 'Date'] };
