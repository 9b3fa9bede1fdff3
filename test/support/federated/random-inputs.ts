import type { GraphModel, ModelField, ModelInput } from './graph-model.ts';
import { draftInput, type Draft } from './draft.ts';
import type { Random } from './random.ts';

/** The possible arguments, each with its type and its possible defaults. */
const CHOICES: readonly {
  readonly name: string;
  readonly type: string;
  readonly defaults: readonly (string | null)[];
}[] = [
  { name: 'first', type: 'Int', defaults: [null, '2', 'null'] },
  { name: 'text', type: 'String!', defaults: [null, '"t"'] },
  { name: 'order', type: 'Order', defaults: [null, 'UP', 'hasOwnProperty'] },
  { name: 'states', type: '[Status!]', defaults: [null, '[ACTIVE]', '[]'] },
  { name: 'patient', type: 'ID', defaults: [null, null, '"Patient-0"'] },
  { name: 'patients', type: '[ID!]', defaults: [null] },
  {
    name: 'where',
    type: 'Filter',
    defaults: [null, '{text: "t"}', '{owner: "Patient-1", any: [{order: UP}]}'],
  },
  { name: 'whose', type: 'Whose', defaults: [null, '{owner: "Patient-0"}'] },
  { name: 'each', type: '[Whose]', defaults: [null, '[{owner: "Patient-1"}, {}]'] },
  { name: 'constructor', type: 'Float', defaults: [null, '1.5'] },
  { name: 'blob', type: 'Blob', defaults: [null] },
];

/** Adds input object types: a recursive one (Filter), one that names a patient (Whose), and one of scalars (Range). */
export function addInputTypes(draft: Draft<GraphModel>, random: Random): void {
  draft.inputs.push(
    {
      name: 'Filter',
      fields: [
        { ...draftInput('owner', 'ID'), idOf: 'Patient', isPatient: random.chance(60) },
        draftInput('text', 'String'),
        {
          ...draftInput('order', 'Order'),
          default: literalFor(draft, random.pick([null, 'DOWN'])),
        },
        draftInput('any', '[Filter!]'),
        draftInput('valueIn', 'Range'),
      ],
    },
    {
      name: 'Whose',
      fields: [
        { ...draftInput('owner', 'ID'), idOf: 'Patient', isPatient: random.chance(80) },
        { ...draftInput('others', '[ID]'), idOf: 'Patient', isPatient: random.chance(40) },
        draftInput('note', 'String'),
        draftInput('within', 'Range'),
      ],
    },
    {
      name: 'Range',
      fields: [
        { ...draftInput('low', 'Int!'), default: random.pick([null, '3']) },
        { ...draftInput('high', 'Int'), isInaccessible: random.chance(10) },
      ],
    },
  );
}

/** Adds arguments to about a third of all fields. */
export function addArguments(
  draft: Draft<GraphModel>,
  field: Draft<ModelField>,
  random: Random,
): void {
  if (!random.chance(30)) return;
  const choices = random.chance(20) ? CHOICES.filter(({ name }) => name === 'text') : CHOICES;
  for (const choice of random.some(choices, 1 + random.below(2))) {
    const { name, type, defaults } = choice;
    const isId = name === 'patient' || name === 'patients';
    const argument: Draft<ModelInput> = {
      ...draftInput(name, type),
      default: literalFor(draft, random.pick(defaults)),
      idOf: isId ? 'Patient' : null,
      isPatient: isId && random.chance(75),
      isInaccessible: !type.endsWith('!') && random.chance(5),
    };
    field.args.push(argument);
  }
}

/** A default; null if it names an inaccessible enum value. */
function literalFor(draft: GraphModel, literal: string | null): string | null {
  const hidden = draft.enums.flatMap(({ values }) =>
    values.filter((value) => value.isInaccessible).map(({ name }) => name),
  );
  return literal !== null && hidden.some((name) => literal.includes(name)) ? null : literal;
}
