import {
  Kind,
  parseValue,
  print,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeNode as TypeReferenceNode,
  type ValueNode,
} from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../coordinate.ts';
import type { AccessNames } from './access-names.ts';
import { argumentText } from './argument-value.ts';
import {
  getOrAddArgument,
  getOrAddField,
  isAccessDirective,
  getOrAddType,
  type AccessDirective,
  type Graph,
  type Mark,
  type FieldSet,
  type TypeKind,
  type TypeModel,
} from './graph.ts';
import { positionOf } from './position.ts';
import { argumentsOf, fieldsOf, typeNodes, valuesOf, type TypeNode } from './schema-elements.ts';
import type { Problem } from './problem.ts';
import { readMarks } from './read-marks.ts';

/** How a kind of schema, a subgraph or a supergraph, expresses the parts of a graph. */
export interface Dialect {
  /** Null for a supergraph. */
  readonly subgraph: string | null;
  /**
   * The name of a type in the composed graph. A subgraph may give its root types other names: with
   * `schema { query: RootQuery }`, the name of `RootQuery` is `Query`.
   */
  readonly nameOf: (local: string) => string;
  /** The field sets of a type's resolvable keys, by which a subgraph can look up its objects. */
  readonly keysOf: (type: TypeNode) => readonly string[];
  /** Whether the field is a copy (`@external`) of one that another subgraph defines. */
  readonly isExternal: (type: TypeNode, field: FieldDefinitionNode) => boolean;
  /** The field sets that a field is computed from, by `@requires` or `@fromContext`. */
  readonly sourcesOf: (type: TypeNode, field: FieldDefinitionNode) => readonly FieldSet[];
  /** The schema's local names of federation's access control. */
  readonly access: AccessNames;
  /** The effect of access control on an object type, interface, scalar or enum, or on a field of one. */
  readonly accessOn: (type: TypeNode, on: 'type' | 'field') => AccessEffect;
}

/**
 * The effect of access control on an element: its author declared it there (`declared`), composition derived it for an
 * interface from the types that implement it (`derived`), or it has no effect there, which is reported (`misplaced`).
 */
export type AccessEffect = 'declared' | 'derived' | 'misplaced';

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
  // On arguments and enum values, access control is always misplaced.
  const marksOn: MarksOn = (directives, at, effect = 'misplaced') => {
    const { marks, problems } = readMarks(directives ?? [], at, dialect);
    reading.problems.push(...problems);
    if (effect === 'declared') return { marks, derivedAccess: [] };
    const access = marks.filter(isAccessDirective);
    if (effect === 'misplaced') reading.problems.push(...access.map(misplaced));
    return {
      marks: marks.filter((mark) => !isAccessDirective(mark)),
      derivedAccess: effect === 'derived' ? access : [],
    };
  };
  for (const node of typeNodes(document)) {
    const type = getOrAddType(reading.graph, dialect.nameOf(node.name.value));
    type.kinds.add(KINDS[node.kind]);
    const effect = effectOn(node, 'type', dialect);
    const { marks, derivedAccess } = marksOn(node.directives, typeCoordinate(type.name), effect);
    type.marks.push(...marks);
    type.derivedAccess.push(...derivedAccess);
    type.keys.push(...dialect.keysOf(node));
    for (const url of specificationsOf(node)) type.specifications.add(url);
    readHierarchy(type, node, dialect);
    for (const value of valuesOf(node)) {
      const read = marksOn(value.directives, memberCoordinate(type.name, value.name.value));
      type.values.set(value.name.value, [
        ...(type.values.get(value.name.value) ?? []),
        ...read.marks,
      ]);
    }
    for (const field of fieldsOf(node)) readField({ reading, dialect, type, node, marksOn }, field);
  }
}

/** The URL of the `@specifiedBy` on a scalar. https://spec.graphql.org/October2021/#sec--specifiedBy */
function specificationsOf({ directives }: TypeNode): readonly string[] {
  const applied = directives?.filter(({ name }) => name.value === 'specifiedBy') ?? [];
  return applied.map((directive) => argumentText(directive, 'url')).filter((url) => url !== null);
}

/** What the fields of one type definition are read with. */
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
  effect?: AccessEffect,
) => { readonly marks: readonly Mark[]; readonly derivedAccess: readonly AccessDirective[] };

function readField(
  { reading, dialect, type, node, marksOn }: FieldReading,
  field: FieldDefinitionNode | InputValueDefinitionNode,
): void {
  const name = field.name.value;
  const effect = effectOn(node, 'field', dialect);
  const at = memberCoordinate(type.name, name);
  const { marks, derivedAccess } = marksOn(field.directives, at, effect);
  const args = argumentsOf(field).map((argument) => ({
    name: argument.name.value,
    type: dialect.nameOf(namedType(argument.type)),
    shape: print(argument.type),
    defaults: argument.defaultValue ? [withoutPositions(argument.defaultValue)] : [],
    ...positionOf(argument.name),
    ...marksOn(argument.directives, argumentCoordinate(type.name, name, argument.name.value)),
  }));
  if (field.kind === Kind.FIELD_DEFINITION && dialect.isExternal(node, field)) {
    reading.externalMarks.push(...marks, ...args.flatMap((argument) => argument.marks));
    return;
  }
  const { subgraph } = dialect;
  const model = getOrAddField(type, name, { subgraph, ...positionOf(field.name) });
  model.types.add(dialect.nameOf(namedType(field.type)));
  model.shapes.add(print(field.type));
  model.marks.push(...marks);
  model.derivedAccess.push(...derivedAccess);
  for (const argument of args) {
    const input = getOrAddArgument(model, argument.name, {
      subgraph,
      line: argument.line,
      column: argument.column,
    });
    input.types.add(argument.type);
    input.shapes.add(argument.shape);
    input.defaults.push(...argument.defaults);
    input.marks.push(...argument.marks);
  }
  if (field.kind === Kind.FIELD_DEFINITION) model.sources.push(...dialect.sourcesOf(node, field));
  else if (field.defaultValue) model.defaults.push(withoutPositions(field.defaultValue));
}

/** A position keeps the whole text and its tokens in memory. */
function withoutPositions(value: ValueNode): ValueNode {
  return parseValue(print(value), { noLocation: true });
}

/** Federation defines access control on output fields and on all types except unions and inputs. */
function effectOn(node: TypeNode, on: 'type' | 'field', dialect: Dialect): AccessEffect {
  const kind = KINDS[node.kind];
  return kind === 'union' || kind === 'input' ? 'misplaced' : dialect.accessOn(node, on);
}

function misplaced({ kind, at, origin }: AccessDirective): Problem {
  return {
    code: 'MARK_INVALID',
    ...origin,
    coordinate: at,
    message: `@${kind} has no effect on ${at}: it applies to object types, their fields, scalars and enums.`,
    fix: 'Move it to such an element; for an interface, to each type that implements it.',
  };
}

function readHierarchy(type: TypeModel, node: TypeNode, dialect: Dialect): void {
  if ('interfaces' in node) {
    for (const implemented of node.interfaces ?? [])
      type.interfaces.add(dialect.nameOf(implemented.name.value));
  }
  if ('types' in node) {
    for (const member of node.types ?? []) type.unionMembers.add(dialect.nameOf(member.name.value));
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
