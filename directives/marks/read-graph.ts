import {
  Kind,
  print,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeNode as TypeReferenceNode,
} from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../coordinate.ts';
import {
  argumentOf,
  fieldOf,
  typeOf,
  type Graph,
  type Mark,
  type Source,
  type TypeKind,
  type TypeModel,
} from './graph.ts';
import { lineOf } from './line.ts';
import { argumentsOf, fieldsOf, typeNodes, valuesOf, type TypeNode } from './places.ts';
import type { Problem } from './problem.ts';
import { readMarks } from './read-marks.ts';

/** How one kind of schema, a subgraph or a supergraph, writes down what both mean. */
export interface Dialect {
  /** Null for a supergraph. */
  readonly subgraph: string | null;
  /** The name of a type in the composed graph: root types have fixed names there. */
  readonly nameOf: (local: string) => string;
  /** Selections of resolvable keys. */
  readonly keysOf: (type: TypeNode) => readonly string[];
  /** A copy of a field that another subgraph defines. */
  readonly isExternal: (type: TypeNode, field: FieldDefinitionNode) => boolean;
  readonly sourcesOf: (type: TypeNode, field: FieldDefinitionNode) => readonly Source[];
}

/** What reading adds besides the graph itself. */
export interface Reading {
  readonly graph: Graph;
  readonly problems: Problem[];
  /** Marks on `@external` copies: composition drops them. */
  readonly externalMarks: Mark[];
}

/** Adds a document's types, fields and marks to what has been read already. */
export function readInto(reading: Reading, document: DocumentNode, dialect: Dialect): void {
  const marksOn = (directives: readonly DirectiveNode[] | undefined, at: Coordinate) => {
    const { marks, problems } = readMarks(directives ?? [], at, dialect.subgraph);
    reading.problems.push(...problems);
    return marks;
  };
  for (const node of typeNodes(document)) {
    const type = typeOf(reading.graph, dialect.nameOf(node.name.value));
    type.kinds.add(KINDS[node.kind]);
    type.marks.push(...marksOn(node.directives, typeCoordinate(type.name)));
    type.keys.push(...dialect.keysOf(node));
    readHierarchy(type, node, dialect);
    for (const value of valuesOf(node)) {
      const marks = marksOn(value.directives, memberCoordinate(type.name, value.name.value));
      type.values.set(value.name.value, [...(type.values.get(value.name.value) ?? []), ...marks]);
    }
    for (const field of fieldsOf(node)) readField({ reading, dialect, type, node, marksOn }, field);
  }
}

interface FieldReading {
  readonly reading: Reading;
  readonly dialect: Dialect;
  readonly type: TypeModel;
  readonly node: TypeNode;
  readonly marksOn: (
    directives: readonly DirectiveNode[] | undefined,
    at: Coordinate,
  ) => readonly Mark[];
}

function readField(
  { reading, dialect, type, node, marksOn }: FieldReading,
  field: FieldDefinitionNode | InputValueDefinitionNode,
): void {
  const name = field.name.value;
  const marks = marksOn(field.directives, memberCoordinate(type.name, name));
  const args = argumentsOf(field).map((argument) => ({
    name: argument.name.value,
    type: dialect.nameOf(namedType(argument.type)),
    shape: print(argument.type),
    line: lineOf(argument),
    marks: marksOn(argument.directives, argumentCoordinate(type.name, name, argument.name.value)),
  }));
  if (field.kind === Kind.FIELD_DEFINITION && dialect.isExternal(node, field)) {
    reading.externalMarks.push(...marks, ...args.flatMap((argument) => argument.marks));
    return;
  }
  const { subgraph } = dialect;
  const model = fieldOf(type, name, { subgraph, line: lineOf(field) });
  model.types.add(dialect.nameOf(namedType(field.type)));
  model.shapes.add(print(field.type));
  model.marks.push(...marks);
  for (const argument of args) {
    const input = argumentOf(model, argument.name, { subgraph, line: argument.line });
    input.types.add(argument.type);
    input.shapes.add(argument.shape);
    input.marks.push(...argument.marks);
  }
  if (field.kind === Kind.FIELD_DEFINITION) model.sources.push(...dialect.sourcesOf(node, field));
}

function readHierarchy(type: TypeModel, node: TypeNode, dialect: Dialect): void {
  if ('interfaces' in node) {
    for (const above of node.interfaces ?? [])
      type.interfaces.add(dialect.nameOf(above.name.value));
  }
  if ('types' in node) {
    for (const member of node.types ?? []) type.members.add(dialect.nameOf(member.name.value));
  }
}

const KINDS: Readonly<Record<TypeNode['kind'], TypeKind>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.OBJECT_TYPE_EXTENSION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
};

/** The named type inside lists and non-null. */
export function namedType(node: TypeReferenceNode): string {
  return node.kind === Kind.NAMED_TYPE ? node.name.value : namedType(node.type);
}
