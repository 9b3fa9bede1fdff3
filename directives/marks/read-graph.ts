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
import type { AccessNames } from './access-names.ts';
import {
  argumentOf,
  fieldOf,
  isAccess,
  typeOf,
  type AccessMark,
  type Graph,
  type Mark,
  type Source,
  type TypeKind,
  type TypeModel,
} from './graph.ts';
import { lineOf } from './line.ts';
import { argumentsOf, fieldsOf, typeNodes, valuesOf, type TypeNode } from './schema-elements.ts';
import type { Problem } from './problem.ts';
import { readMarks } from './read-marks.ts';

/** How a kind of schema, a subgraph or a supergraph, expresses the parts of a graph. */
export interface Dialect {
  /** Null for a supergraph. */
  readonly subgraph: string | null;
  /** The name of a type in the composed graph, where root types have fixed names. */
  readonly nameOf: (local: string) => string;
  /** The field sets of resolvable keys. */
  readonly keysOf: (type: TypeNode) => readonly string[];
  /** Whether the field is a copy of one that another subgraph defines. */
  readonly isExternal: (type: TypeNode, field: FieldDefinitionNode) => boolean;
  readonly sourcesOf: (type: TypeNode, field: FieldDefinitionNode) => readonly Source[];
  /** The schema's local names of federation's access control. */
  readonly access: AccessNames;
  /** The meaning of access control on an object type, interface, scalar or enum, or on a field. */
  readonly accessOn: (type: TypeNode, on: 'type' | 'field') => AccessPlace;
}

/**
 * The meaning of access control on an element: it applies there (`own`), composition derived it for an interface from
 * its implementers (`derived`), or it has no effect there (`misplaced`).
 */
export type AccessPlace = 'own' | 'derived' | 'misplaced';

/** The result of reading documents, which {@link readInto} adds to. */
export interface Reading {
  readonly graph: Graph;
  readonly problems: Problem[];
  /** Marks on `@external` copies, which composition drops. */
  readonly externalMarks: Mark[];
}

/**
 * Reads a document's types, fields and marks (applications of `@phi`, `@role`, `@patient` and federation's access
 * control) into a graph. Called once for a supergraph, or once per subgraph: a field that several subgraphs define
 * collects the marks of all of them.
 */
export function readInto(reading: Reading, document: DocumentNode, dialect: Dialect): void {
  const marksOn: MarksOn = (directives, at, place = 'misplaced') => {
    const { marks, problems } = readMarks(directives ?? [], at, dialect);
    reading.problems.push(...problems);
    const access = marks.filter(isAccess);
    if (place === 'own') return { marks, derived: [] };
    if (place === 'misplaced') reading.problems.push(...access.map(misplaced));
    const derived = place === 'derived' ? access : [];
    return { marks: marks.filter((mark) => !isAccess(mark)), derived };
  };
  for (const node of typeNodes(document)) {
    const type = typeOf(reading.graph, dialect.nameOf(node.name.value));
    type.kinds.add(KINDS[node.kind]);
    const own = marksOn(node.directives, typeCoordinate(type.name), placeOn(node, 'type', dialect));
    type.marks.push(...own.marks);
    type.derived.push(...own.derived);
    type.keys.push(...dialect.keysOf(node));
    readHierarchy(type, node, dialect);
    for (const value of valuesOf(node)) {
      const { marks } = marksOn(value.directives, memberCoordinate(type.name, value.name.value));
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
  readonly marksOn: MarksOn;
}

type MarksOn = (
  directives: readonly DirectiveNode[] | undefined,
  at: Coordinate,
  place?: AccessPlace,
) => { readonly marks: readonly Mark[]; readonly derived: readonly AccessMark[] };

function readField(
  { reading, dialect, type, node, marksOn }: FieldReading,
  field: FieldDefinitionNode | InputValueDefinitionNode,
): void {
  const name = field.name.value;
  const place = placeOn(node, 'field', dialect);
  const { marks, derived } = marksOn(field.directives, memberCoordinate(type.name, name), place);
  const args = argumentsOf(field).map((argument) => ({
    name: argument.name.value,
    type: dialect.nameOf(namedType(argument.type)),
    shape: print(argument.type),
    defaults: argument.defaultValue ? [argument.defaultValue] : [],
    line: lineOf(argument),
    ...marksOn(argument.directives, argumentCoordinate(type.name, name, argument.name.value)),
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
  model.derived.push(...derived);
  for (const argument of args) {
    const input = argumentOf(model, argument.name, { subgraph, line: argument.line });
    input.types.add(argument.type);
    input.shapes.add(argument.shape);
    input.defaults.push(...argument.defaults);
    input.marks.push(...argument.marks);
  }
  if (field.kind === Kind.FIELD_DEFINITION) model.sources.push(...dialect.sourcesOf(node, field));
  else if (field.defaultValue) model.defaults.push(field.defaultValue);
}

/** Federation defines access control on output fields and on all types except unions and inputs. */
function placeOn(node: TypeNode, on: 'type' | 'field', dialect: Dialect): AccessPlace {
  const kind = KINDS[node.kind];
  return kind === 'union' || kind === 'input' ? 'misplaced' : dialect.accessOn(node, on);
}

function misplaced({ kind, at, origin }: AccessMark): Problem {
  return {
    code: 'MARK_INVALID',
    ...origin,
    coordinate: at,
    message: `@${kind} has no effect on ${at}: it applies to object types, their fields, scalars and enums.`,
    mend: 'Move it to such an element; for an interface, to each type that implements it.',
  };
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
