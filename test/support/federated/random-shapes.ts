import { draftField, draftInput, draftType, ROLES, type Draft } from './draft.ts';
import type { GraphModel, ModelField, ModelType } from './graph-model.ts';
import { fullIn } from './random-fields.ts';
import type { Random } from './random.ts';

/**
 * Adds shapes of generated servers to a finished graph: diagnoses whose type is PHI, behind a union and an interface;
 * connections, whose nodes lie below objects without a key; and the query root below objects and payloads.
 */
export function addShapes(draft: Draft<GraphModel>, random: Random): void {
  if (random.chance(65)) addDiagnoses(draft, random);
  if (random.chance(65)) addConnections(draft, random);
  if (random.chance(65)) addQueryRoots(draft, random);
}

/** Whether a field of this name is one that {@link addShapes} adds. Operations select these more often. */
export function isOfShape(name: string): boolean {
  return /^(all[A-Z]|as[A-Z]|edges$|node$|query$|root$|change$)/.test(name);
}

/** Adds types that say what a patient has, and fields that return them. Their names are PHI as their fields are. */
function addDiagnoses(draft: Draft<GraphModel>, random: Random): void {
  const main = subgraphOfQuery(draft, random);
  const cold = draftType('object', 'Cold', [main]);
  const hiv = draftType('object', 'Hiv', [main]);
  const syphilis = draftType('object', 'Syphilis', [main]);
  syphilis.keys.push({ fields: 'id', in: [main], unresolvableIn: [] });
  syphilis.fields.push(draftField('id', 'ID!', [main]));
  if (random.chance(60)) {
    syphilis.fields.push({ ...draftField('owner', 'ID', [main]), idOf: 'Patient' });
    syphilis.patient = { path: 'owner', in: [main] };
  }
  const problem = draftType('interface', 'Problem', [main]);
  for (const type of [problem, cold, hiv, syphilis])
    type.fields.push(draftField('noted', 'String', [main]));
  for (const type of [cold, hiv]) type.fields.push(draftField('stage', 'Status', [main]));
  for (const type of random.some([cold, hiv, syphilis], 2)) type.interfaces.push('Problem');
  for (const type of random.some([hiv, syphilis], 1 + random.below(2)))
    type.marks.push(
      { kind: 'phi', category: 'SEXUAL_HEALTH', deidentify: null, in: [main] },
      {
        kind: 'role',
        anyOf: [...random.some(ROLES, 3 + random.below(3))],
        deidentified: [...random.some(ROLES, random.below(3))],
        in: [main],
      },
    );
  const members = random.some([cold, hiv, syphilis], 2 + random.below(2));
  draft.unions.push({
    name: 'Diagnosis',
    in: [main],
    members: members.map(({ name }) => name),
    marks: [],
  });
  draft.types.push(problem, cold, hiv, syphilis);
  const places = placesFor(draft, main, random);
  for (const place of [queryOf(draft), ...places])
    for (const name of random.some(['Diagnosis', 'Problem'], 1 + random.below(2))) {
      const field = draftField(`as${name}`, random.pick([name, `[${name}]`, `[${name}!]!`]), [
        main,
      ]);
      if (random.chance(40)) field.args.push(patientArgument(random));
      place.fields.push(field);
    }
}

/** Adds connections as Relay has them: the argument names a patient, and the nodes lie two objects below the field. */
function addConnections(draft: Draft<GraphModel>, random: Random): void {
  const main = subgraphOfQuery(draft, random);
  const nodes = [...draft.types, ...draft.unions].filter(
    (one) => one.in.includes(main) && !['Query', 'Mutation'].includes(one.name),
  );
  for (const node of random.some(nodes, 1 + random.below(2))) {
    const connection = draftType('object', `${node.name}Connection`, [main]);
    const edge = draftType('object', `${node.name}Edge`, [main]);
    const edges = draftField(
      'edges',
      random.pick([`[${edge.name}]`, `[${edge.name}!]!`, edge.name]),
      [main],
    );
    if (random.chance(15)) edges.args.push(patientArgument(random));
    connection.fields.push(edges, draftField('total', 'Int', [main]));
    edge.fields.push(
      draftField('cursor', 'String', [main]),
      draftField('node', random.pick([node.name, node.name, `${node.name}!`]), [main]),
    );
    const path = 'patient' in node && node.kind === 'object' ? node.patient?.path : undefined;
    if (path !== undefined && random.chance(20))
      edge.patient = { path: `node.${path}`, in: [main] };
    draft.types.push(connection, edge);
    for (const place of [queryOf(draft), ...placesFor(draft, main, random)])
      place.fields.push({
        ...draftField(
          `all${node.name}`,
          random.pick([connection.name, connection.name, `${connection.name}!`]),
          [main],
        ),
        args: random.chance(85) ? [patientArgument(random)] : [],
      });
  }
}

/** Adds fields that return the query root: to entities, to objects without a key, to the root, and to payloads. */
function addQueryRoots(draft: Draft<GraphModel>, random: Random): void {
  const main = subgraphOfQuery(draft, random);
  const query = queryOf(draft);
  const type = (): string => random.pick(['Query', 'Query', 'Query', 'Query!', '[Query]']);
  const places = [...placesFor(draft, main, random), ...placesFor(draft, main, random)];
  for (const place of new Set(random.chance(30) ? [...places, query] : places))
    place.fields.push(draftField('query', type(), [main]));
  addPayload(draft, { main, place: draftField('query', type(), [main]) }, random);

  const shared = query.fields.filter(
    (field) => field.in.length === 1 && field.in.includes(main) && !field.isInaccessible,
  );
  if (shared.length === 0 || random.chance(60)) return;
  const root = draftType('interface', 'Root', [main]);
  root.fields.push(
    ...random.some(shared, 2).map((field) => ({ ...structuredClone(field), marks: [] })),
  );
  query.interfaces.push('Root');
  draft.types.push(root);
  for (const place of placesFor(draft, main, random))
    place.fields.push(draftField('root', 'Root', [main]));
}

/** Adds a mutation whose payload has a field that returns the query root. */
function addPayload(
  draft: Draft<GraphModel>,
  { main, place }: { readonly main: string; readonly place: Draft<ModelField> },
  random: Random,
): void {
  const found = draft.types.find(({ name }) => name === 'Mutation');
  if (!found && random.chance(40)) return;
  const mutation = found ?? draftType('object', 'Mutation', [main]);
  if (!found) draft.types.push(mutation);
  if (!mutation.in.includes(main)) mutation.in.push(main);
  const payload = draftType('object', 'Payload', [main]);
  payload.fields.push(draftField('ok', 'Boolean', [main]), place);
  draft.types.push(payload);
  mutation.fields.push({
    ...draftField('change', random.pick(['Payload', 'Payload!']), [main]),
    args: random.chance(80) ? [patientArgument(random)] : [],
  });
}

/** One or two object types that a subgraph alone can give another field. */
function placesFor(
  draft: Draft<GraphModel>,
  main: string,
  random: Random,
): readonly Draft<ModelType>[] {
  const fit = draft.types.filter(
    (type) =>
      type.kind === 'object' &&
      !['Query', 'Mutation'].includes(type.name) &&
      (type.keys.length > 0 ? fullIn(type).includes(main) : type.in.every((name) => name === main)),
  );
  return random.some(fit, 1 + random.below(2));
}

function patientArgument(random: Random): Draft<ModelField['args'][number]> {
  return random.chance(75)
    ? { ...draftInput('patient', 'ID'), idOf: 'Patient', isPatient: random.chance(85) }
    : random.chance(50)
      ? { ...draftInput('patients', '[ID!]'), idOf: 'Patient', isPatient: true }
      : draftInput('whose', 'Whose');
}

function queryOf(draft: Draft<GraphModel>): Draft<ModelType> {
  const query = draft.types.find(({ name }) => name === 'Query');
  if (!query) throw new TypeError('no query type');
  return query;
}

function subgraphOfQuery(draft: Draft<GraphModel>, random: Random): string {
  return random.pick(queryOf(draft).in);
}
