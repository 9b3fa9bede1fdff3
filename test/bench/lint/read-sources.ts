import { createHash } from 'node:crypto';
import {
  buildClientSchema,
  Kind,
  OperationTypeNode,
  parse,
  printSchema,
  type DefinitionNode,
  type DocumentNode,
  type IntrospectionQuery,
  type TypeNode,
} from 'graphql';

/** A field, an argument or an input field of a schema. */
export interface Place {
  readonly coordinate: string;
  readonly kind: 'argument' | 'field' | 'input';
  /** Whether the named type of the place is an object, interface, union or input object of the schema. */
  readonly leadsToObject: boolean;
  readonly type: string;
}

interface Field {
  readonly arguments: Map<string, string>;
  type: string;
}

interface Type {
  readonly fields: Map<string, Field>;
  kind: 'enum' | 'input' | 'interface' | 'object' | 'scalar' | 'union';
  readonly members: string[];
  /** The operation whose root the type is by the schema definition, as `RootQuery` can be; null without one. */
  operation: OperationTypeNode | null;
}

const KINDS: Partial<Record<Kind, Type['kind']>> = {
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.OBJECT_TYPE_EXTENSION]: 'object',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
};

/**
 * The types that source files define: names, type references and kinds only. Definitions of one type are merged.
 * Implemented interfaces are left out, so that each place is judged alone. With `limit`, a part of the schema: root
 * fields in the order of the SHA-256 of their coordinate, with all that they reach, while that is at most `limit` places.
 */
export function readTypes(
  files: readonly { readonly path: string; readonly text: string }[],
  limit?: number,
): Map<string, Type> {
  const types = new Map<string, Type>();
  const definitions = files
    .flatMap((file) => sdlPieces(file.path, file.text))
    .flatMap(parseLeniently);
  for (const definition of definitions) add(types, definition);
  for (const definition of definitions) readRoots(types, definition);
  return limit === undefined ? types : reachable(types, limit);
}

/** Every place of the types, sorted by coordinate. */
export function placesOf(types: ReadonlyMap<string, Type>): Place[] {
  const leads = (reference: string) => {
    const kind = types.get(reference.replace(/[[\]!]/g, ''))?.kind;
    return kind !== undefined && kind !== 'enum' && kind !== 'scalar';
  };
  const places: Place[] = [];
  for (const [name, type] of types)
    for (const [fieldName, field] of type.fields) {
      const coordinate = `${name}.${fieldName}`;
      places.push({
        coordinate,
        kind: type.kind === 'input' ? 'input' : 'field',
        leadsToObject: leads(field.type),
        type: field.type,
      });
      for (const [argument, reference] of field.arguments)
        places.push({
          coordinate: `${coordinate}(${argument}:)`,
          kind: 'argument',
          leadsToObject: leads(reference),
          type: reference,
        });
    }
  return places.toSorted((a, b) => (a.coordinate < b.coordinate ? -1 : 1));
}

/** SDL of the types without descriptions, directives and default values. Undefined types become scalars. */
export function bareSdl(types: ReadonlyMap<string, Type>): string {
  const lines: string[] = [];
  const used = new Set<string>();
  const reference = (text: string) => {
    used.add(text.replace(/[[\]!]/g, ''));
    return text;
  };
  for (const [name, type] of types) {
    if (type.kind === 'scalar') lines.push(`scalar ${name}`);
    else if (type.kind === 'enum') lines.push(`enum ${name} { VALUE }`);
    else if (type.kind === 'union') {
      const members = type.members.filter((member) => types.get(member)?.kind === 'object');
      lines.push(members.length > 0 ? `union ${name} = ${members.join(' | ')}` : `scalar ${name}`);
    } else {
      const fields = [...type.fields].map(([fieldName, field]) => {
        const args = [...field.arguments].map(([arg, ref]) => `${arg}: ${reference(ref)}`);
        return `  ${fieldName}${args.length > 0 ? `(${args.join(', ')})` : ''}: ${reference(field.type)}`;
      });
      if (fields.length === 0) fields.push('  _: Boolean');
      lines.push(
        `${type.kind === 'object' ? 'type' : type.kind} ${name} {\n${fields.join('\n')}\n}`,
      );
    }
  }
  const builtIn = new Set(['Boolean', 'Float', 'ID', 'Int', 'String']);
  for (const name of used) if (!types.has(name) && !builtIn.has(name)) lines.push(`scalar ${name}`);
  const roots = [...types].flatMap(([name, { operation }]) =>
    operation === null ? [] : [`  ${operation}: ${name}`],
  );
  if (roots.length > 0) lines.push(`schema {\n${roots.join('\n')}\n}`);
  else if (!types.has('Query')) lines.push('type Query {\n  _: Boolean\n}');
  return `${lines.join('\n\n')}\n`;
}

/** The names of root types as findings have them, such as `Query`, by their names in the schema, such as `RootQuery`. */
export function rootsOf(types: ReadonlyMap<string, Type>): ReadonlyMap<string, string> {
  return new Map(
    [...types].flatMap(([name, { operation }]) =>
      operation === null ? [] : [[name, ROOT_NAMES[operation]] as const],
    ),
  );
}

const ROOT_NAMES = {
  [OperationTypeNode.QUERY]: 'Query',
  [OperationTypeNode.MUTATION]: 'Mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'Subscription',
};

/** The GraphQL of a file: SDL, an introspection result, or the template strings of a program. */
function sdlPieces(path: string, text: string): string[] {
  if (/\.(graphqls?|gql)$/.test(path)) return [text];
  if (path.endsWith('.json')) {
    const result = JSON.parse(text) as IntrospectionQuery & { data?: IntrospectionQuery };
    return [printSchema(buildClientSchema(result.data ?? result))];
  }
  const literals = path.endsWith('.py') ? /'''([^]*?)'''|"""([^]*?)"""/g : /`((?:[^`\\]|\\[^])*)`/g;
  const constants = new Map(
    [...text.matchAll(/\bconst\s+(\w+)\s*=\s*`([^`\\$]*)`/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  return [...text.matchAll(literals)]
    .map(([, first, second]) =>
      (first ?? second ?? '').replace(
        /\$\{\s*([^}]*?)\s*\}/g,
        (_, name: string) => constants.get(name) ?? '',
      ),
    )
    .filter((piece) => /\b(type|input|enum|interface|scalar|union)\s+\w+/.test(piece));
}

function parseLeniently(text: string): readonly DefinitionNode[] {
  let document: DocumentNode;
  try {
    document = parse(text, { noLocation: true });
  } catch {
    return [];
  }
  return document.definitions;
}

function add(types: Map<string, Type>, definition: DefinitionNode): void {
  const kind = KINDS[definition.kind];
  if (kind === undefined || !('name' in definition) || definition.name === undefined) return;
  const name = definition.name.value;
  if (name.startsWith('__')) return;
  const type = types.get(name) ?? {
    fields: new Map<string, Field>(),
    kind,
    members: [],
    operation: null,
  };
  types.set(name, type);
  if ('types' in definition && definition.types)
    type.members.push(...definition.types.map((member) => member.name.value));
  if (!('fields' in definition)) return;
  for (const node of definition.fields ?? []) {
    const args = new Map<string, string>();
    if ('arguments' in node)
      for (const argument of node.arguments ?? [])
        args.set(argument.name.value, printType(argument.type));
    type.fields.set(node.name.value, { arguments: args, type: printType(node.type) });
  }
}

function readRoots(types: ReadonlyMap<string, Type>, definition: DefinitionNode): void {
  if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION)
    return;
  for (const { operation, type } of definition.operationTypes ?? []) {
    const root = types.get(type.name.value);
    if (root) root.operation = operation;
  }
}

function printType(node: TypeNode): string {
  if (node.kind === Kind.NAMED_TYPE) return node.name.value;
  return node.kind === Kind.LIST_TYPE ? `[${printType(node.type)}]` : `${printType(node.type)}!`;
}

const ROOTS = ['Query', 'Mutation'];

function reachable(types: ReadonlyMap<string, Type>, limit: number): Map<string, Type> {
  const roots = ROOTS.flatMap((root) =>
    [...(types.get(root)?.fields.keys() ?? [])].map((field) => [root, field] as const),
  ).toSorted((a, b) => (hash(a.join('.')) < hash(b.join('.')) ? -1 : 1));
  const kept = new Map<string, Type>();
  for (const [root, fieldName] of roots) {
    const field = types.get(root)?.fields.get(fieldName);
    if (!field) continue;
    const next = new Map(kept);
    const rootType = next.get(root);
    next.set(root, {
      fields: new Map([...(rootType?.fields ?? []), [fieldName, field]]),
      kind: 'object',
      members: [],
      operation: null,
    });
    const queue = [field.type, ...field.arguments.values()];
    for (let reference = queue.pop(); reference !== undefined; reference = queue.pop()) {
      const name = reference.replace(/[[\]!]/g, '');
      const type = types.get(name);
      if (!type || next.has(name)) continue;
      next.set(name, type);
      queue.push(...type.members);
      for (const { arguments: args, type: of } of type.fields.values())
        queue.push(of, ...args.values());
    }
    if (placesOf(next).length > limit) continue;
    kept.clear();
    for (const entry of next) kept.set(...entry);
  }
  return kept;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
