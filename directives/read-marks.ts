import { Kind, type ArgumentNode, type DirectiveNode, type ValueNode } from 'graphql';
import type { Coordinate } from './coordinate.ts';
import type { Mark, Origin } from './graph.ts';
import { lineOf } from './line.ts';
import type { Problem } from './problem.ts';
import { CATEGORIES, DEIDENTIFY_METHODS, type Category, type Deidentify } from './spec.ts';

/** The marks on one element, under canonical names. */
export interface MarksRead {
  readonly marks: readonly Mark[];
  readonly problems: readonly Problem[];
}

/**
 * Reads `@phi`, `@role` and `@patient` of one element. An application that can't be read is a problem, never
 * a mark that says less.
 */
export function readMarks(
  directives: readonly DirectiveNode[],
  at: Coordinate,
  subgraph: string | null,
): MarksRead {
  const marks: Mark[] = [];
  const problems: Problem[] = [];
  for (const node of directives) {
    const origin: Origin = { subgraph, line: lineOf(node) };
    try {
      const mark = readMark(node, at, origin);
      if (mark) marks.push(mark);
    } catch (error) {
      if (!(error instanceof UnreadableMark)) throw error;
      const { message, mend } = error;
      problems.push({
        code: 'MARK_INVALID',
        subgraph,
        coordinate: at,
        line: origin.line,
        message,
        mend,
      });
    }
  }
  return { marks, problems };
}

class UnreadableMark extends Error {
  override readonly name = 'UnreadableMark';
  readonly mend: string;

  constructor(message: string, mend: string) {
    super(message);
    this.mend = mend;
  }
}

function readMark(node: DirectiveNode, at: Coordinate, origin: Origin): Mark | null {
  switch (node.name.value) {
    case 'phi': {
      const { category, deidentify } = readArguments(node, ['category', 'deidentify']);
      return {
        kind: 'phi',
        at,
        category: category ? readCategory(category) : 'CLINICAL',
        method: deidentify ? readMethod(deidentify) : null,
        origin,
      };
    }
    case 'role': {
      const { anyOf, deidentified } = readArguments(node, ['anyOf', 'deidentified']);
      if (!anyOf) {
        throw new UnreadableMark(
          '@role says nothing about who sees it.',
          'Write @role(anyOf: […]).',
        );
      }
      return {
        kind: 'role',
        at,
        anyOf: readRoles(anyOf),
        deidentified: deidentified ? readRoles(deidentified) : [],
        origin,
      };
    }
    case 'patient': {
      const { id } = readArguments(node, ['id']);
      return { kind: 'patient', at, path: id ? readPath(id) : [], origin };
    }
    default:
      return null;
  }
}

function readArguments<Name extends string>(
  node: DirectiveNode,
  known: readonly Name[],
): Partial<Record<Name, ValueNode>> {
  const read: Partial<Record<Name, ValueNode>> = {};
  for (const argument of node.arguments ?? []) {
    const name = known.find((candidate) => candidate === argument.name.value);
    if (name === undefined || read[name] !== undefined)
      throw unknownArgument(node, argument, known);
    read[name] = argument.value;
  }
  return read;
}

function unknownArgument(
  node: DirectiveNode,
  argument: ArgumentNode,
  known: readonly string[],
): UnreadableMark {
  return new UnreadableMark(
    `@${node.name.value} has no argument "${argument.name.value}", or has it twice.`,
    `Its arguments are ${known.join(', ')}.`,
  );
}

function readCategory(value: ValueNode): Category {
  const category = CATEGORIES.find((known) => value.kind === Kind.ENUM && value.value === known);
  if (category) return category;
  throw new UnreadableMark(
    '@phi names an unknown category.',
    `Use one of ${CATEGORIES.join(', ')}.`,
  );
}

function readMethod(value: ValueNode): Deidentify {
  const method = DEIDENTIFY_METHODS.find(
    (known) => value.kind === Kind.ENUM && value.value === known,
  );
  if (method) return method;
  throw new UnreadableMark(
    '@phi names an unknown de-identification method.',
    `Use one of ${DEIDENTIFY_METHODS.join(', ')}.`,
  );
}

/** A single string is a list of one, as everywhere in GraphQL. */
function readRoles(value: ValueNode): readonly string[] {
  const items = value.kind === Kind.LIST ? value.values : [value];
  const roles = items.map((item) => {
    if (item.kind === Kind.STRING) return item.value;
    throw new UnreadableMark('@role needs a list of role names.', 'Write role names in quotes.');
  });
  return [...new Set(roles)].toSorted();
}

function readPath(value: ValueNode): readonly string[] {
  if (value.kind === Kind.STRING) {
    if (value.value === '') return [];
    const path = value.value.split('.');
    if (path.every((name) => /^[_A-Za-z]\w*$/.test(name))) return path;
  }
  throw new UnreadableMark(
    '@patient needs a path of field names.',
    'Write field names with dots between them, such as "subject.id".',
  );
}
