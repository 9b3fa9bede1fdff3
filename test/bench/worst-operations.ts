import { createHash } from 'node:crypto';
import { parse, specifiedRules, validate, type DocumentNode } from 'graphql';
import { readInputs } from '../../directives/operation/inputs.ts';
import { authorizeOperation } from '../../gateway/pipeline/authorization/authorize-operation.ts';
import { createPlanner } from '../../gateway/pipeline/execution/create-planner.ts';
import { planHere } from '../../gateway/pipeline/execution/plan-queries.ts';
import { createLimits } from '../../gateway/pipeline/limits/create-limits.ts';
import { limitsSchema } from '../../gateway/pipeline/limits/limits-config.ts';
import { composeSdl, HEAD } from '../support/compose-subgraphs.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import { contextOf, createInProcessGraph } from '../support/in-process-graph.ts';
import { printTable } from './print-table.ts';

/*
 * `npm run bench:shapes`: the processor time of the first request with an operation, by its shape. Each shape is grown until
 * the default limits refuse it, and the largest is measured. The graph is made for long plans: its entities have fields of
 * their own and shared fields in every subgraph, and implement one interface. SUBGRAPHS and TYPES change its size.
 */

const SUBGRAPHS = Number(process.env['SUBGRAPHS'] ?? 5);
const TYPES = Number(process.env['TYPES'] ?? 8);
const limits = limitsSchema('.').parse({});

/** Entities `T0` to `Tn` of one interface, with shared fields and one field of this subgraph. */
function sdlOf(index: number): string {
  const types = Array.from({ length: TYPES }, (_, type) => {
    return `type T${type} implements Thing @key(fields: "id") @key(fields: "code") {
      id: ID! code: ID! @shareable name: String @shareable
      own${index}(in: JSON, at: Int = 1): String
      next: Thing @shareable all(first: Int = 1): [Thing] @shareable peer: T${(type + 1) % TYPES} @shareable
    }`;
  });
  return `
    scalar JSON
    type Query { root${index}(in: JSON): Thing thing: Thing @shareable peer: T0 @shareable any: Any @shareable }
    union Any = ${types.map((_, type) => `T${type}`).join(' | ')}
    interface Thing { id: ID! name: String next: Thing all(first: Int = 1): [Thing] }
    ${types.join('\n')}
  `;
}

const all = (length: number, text: (index: number) => string): string =>
  Array.from({ length }, (_, index) => text(index)).join(' ');

const nest = (depth: number, before: string, inside: string): string =>
  `${before} { `.repeat(depth) + inside + ' }'.repeat(depth);

const fields = all(SUBGRAPHS, (at) => `own${at}`);
const onTypes = (text: (type: number) => string) =>
  all(TYPES, (type) => `... on T${type} { ${text(type)} }`);

/** A document of a size. The largest that the limits let pass is measured. */
const SHAPES: Readonly<Record<string, (size: number) => string>> = {
  'one field, repeated': (size) => `{ ${all(size, () => 'peer { id }')} }`,
  'one leaf, repeated': (size) => `{ peer { ${all(size, () => 'name')} } }`,
  'aliases of entities of all subgraphs': (size) =>
    `{ ${all(size, (at) => `a${at}: peer { ${fields} }`)} }`,
  'aliases of leaves': (size) =>
    `{ peer { ${all(size, (at) => `a${at}: own${at % SUBGRAPHS}`)} } }`,
  'depth through shared entities': (size) => `{ ${nest(size, 'peer', 'name')} }`,
  'depth, fields of all subgraphs at each level': (size) =>
    `{ ${nest(size, `${fields} peer`, fields)} }`.replace(fields, ''),
  'two levels of an interface': () => `{ thing { ${nest(2, 'next', 'id name')} } }`,
  'depth through an interface': (size) => `{ thing { ${nest(size, 'next', 'id name')} } }`,
  'depth through lists of an interface': (size) => `{ thing { ${nest(size, 'all', 'id name')} } }`,
  'fragments on every type, fields of all subgraphs': (size) =>
    `{ ${all(size, (at) => `a${at}: thing { ${onTypes(() => fields)} }`)} }`,
  'fragments on every type, nested': (size) => {
    const level = (left: number): string =>
      left === 0
        ? 'id'
        : onTypes((type) => (type === 0 ? `next { ${level(left - 1)} }` : 'peer { name }'));
    return `{ thing { ${level(size)} } }`;
  },
  'fragments on every type, all nested': (size) => {
    const level = (left: number): string =>
      left === 0 ? 'name' : all(2, (type) => `... on T${type} { next { ${level(left - 1)} } }`);
    return `{ thing { ${level(size)} } }`;
  },
  'fragments that double': (size) =>
    `{ thing { ...F0 } } ${all(size, (at) => `fragment F${at} on Thing { id next { ...F${at + 1} } all { ...F${at + 1} } }`)} fragment F${size} on Thing { id }`,
  'fragments that repeat': (size) =>
    `{ thing { ...F0 } } ${all(size, (at) => `fragment F${at} on Thing { ...F${at + 1} ...F${at + 1} }`)} fragment F${size} on Thing { id }`,
  'fragments in a row': (size) =>
    `{ thing { ${all(size, (at) => `...F${at}`)} } } ${all(size, (at) => `fragment F${at} on Thing { id name }`)}`,
  'inline fragments, nested': (size) => `{ thing { ${nest(size, '... on Thing', 'id')} } }`,
  'interface fragments between types': (size) =>
    `{ any { ${all(size, () => '... on Thing { next { ... on T0 { peer { id } } } }')} } }`,
  'inline fragments in a union': (size) =>
    `{ any { ${all(size, (at) => `... on T${at % TYPES} { peer { own${at % SUBGRAPHS} } }`)} } }`,
  conditions: (size) =>
    `query (${all(size, (at) => `$c${at}: Boolean = true`)}) { peer { ${all(size, (at) => `a${at % 50}: name @include(if: $c${at})`)} } }`,
  'arguments of one field': (size) => `{ ${all(size, () => 'root0(in: [[1]]) { id }')} }`,
  'a long argument': (size) => `{ root0(in: [${all(size, () => '1')}]) { id } }`,
  'a deep argument': (size) => `{ root0(in: ${'['.repeat(size)}${']'.repeat(size)}) { id } }`,
  'deep arguments, repeated': (size) =>
    `{ ${all(size, () => `root0(in: ${'['.repeat(20)}${']'.repeat(20)}) { id }`)} }`,
};

async function main(): Promise<void> {
  const only = process.argv[2];
  const sdl = Object.fromEntries(
    Array.from({ length: SUBGRAPHS }, (_, at) => [`s${at}`, `${HEAD} ${sdlOf(at)}`]),
  );
  const composed = composeSdl(sdl);
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  const graph = await createInProcessGraph(
    Object.fromEntries(
      Object.keys(sdl).map((name, at) => [name, { sdl: sdlOf(at), resolvers: {} }]),
    ),
    AUTHORIZATION,
    { limits: { ...limits, roles: new Map() } },
  );
  const { graph: version, cache } = graph.parts.current();
  const apollo = await planHere(composed.supergraphSdl);
  const planner = await createPlanner(composed, async () => ({
    ...apollo,
    plan: async () => stored,
  }));
  let stored: Awaited<ReturnType<typeof apollo.plan>>;
  const { plugins, validationRules } = createLimits(limits);

  const isWithin = async (text: string): Promise<DocumentNode | null> => {
    try {
      for (const plugin of plugins) {
        const listener = await plugin.requestDidStart?.({} as never);
        await listener?.parsingDidStart?.({ source: text, request: { query: text } } as never);
      }
      const document = parse(text);
      for (const plugin of plugins) {
        const listener = await plugin.requestDidStart?.({} as never);
        await listener?.validationDidStart?.({ document } as never);
      }
      const errors = validate(version.schema, document, validationRules);
      return errors.length === 0 ? document : null;
    } catch {
      return null;
    }
  };

  const rows: string[][] = [];
  for (const [shape, textOf] of Object.entries(SHAPES)) {
    if (only !== undefined && !shape.includes(only)) continue;
    let [low, high] = [1, 2];
    while (high < 4_000 && (await isWithin(textOf(high)))) [low, high] = [high, high * 2];
    while (low < high - 1) {
      const middle = Math.floor((low + high) / 2);
      if (await isWithin(textOf(middle))) low = middle;
      else high = middle;
    }
    const text = textOf(low);
    const document = await isWithin(text);
    if (!document) throw new Error(`${shape} is never within the limits`);
    const times: number[] = [];
    let since = process.cpuUsage();
    const lap = () => {
      const { user, system } = process.cpuUsage(since);
      times.push((user + system) / 1_000);
      since = process.cpuUsage();
    };
    let outcome = '';
    try {
      const rules = [...specifiedRules, ...validationRules];
      const [invalid] = validate(version.schema, document, rules);
      lap();
      if (invalid) throw invalid;
      const context = contextOf(doctor);
      const queryHash = createHash('sha256').update(text).digest('hex');
      const known = await cache.find({ document, queryHash, operationName: null, context });
      const variables = Object.fromEntries(known.conditions.map((name) => [name, true]));
      const selected = await cache.select(known, variables, context);
      lap();
      const inputs = readInputs(selected.inputReaders, variables);
      const operation = { known, selected, variables, inputs, cost: 0, limits: { ...limits } };
      const authorization = await authorizeOperation(operation, context, {
        graph: version,
        cache,
        dependencies: graph.parts,
      });
      const { pruned } = await cache.prune(selected, authorization, context);
      lap();
      const prepared = pruned.document?.prepared;
      if (!prepared) throw new Error('nothing');
      stored = await apollo.plan(prepared);
      lap();
      const planned = await planner.plan(prepared, null);
      lap();
      outcome = `${planned.plan.length} requests`;
    } catch (error) {
      lap();
      outcome = String(error).slice(0, 80);
    }
    const row = [
      shape,
      String(low),
      ...Array.from({ length: 5 }, (_, at) => (times[at] ?? NaN).toFixed(0)),
      outcome,
    ];
    rows.push(row);
  }
  printTable(
    ['shape', 'size', 'validate ms', 'select ms', 'prune ms', 'plan ms', 'compile ms', ''],
    rows,
  );
  await graph.close();
}

await main();
