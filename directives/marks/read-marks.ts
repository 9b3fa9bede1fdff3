import { Kind, type DirectiveNode, type ValueNode } from 'graphql';
import type { AccessNames } from './access-names.ts';
import type { Coordinate } from '../coordinate.ts';
import type { Mark, Origin } from './graph.ts';
import { positionOf } from './position.ts';
import type { Problem } from './problem.ts';
import { readAccess } from './read-access.ts';
import { isUnreadable, readArguments, type Unreadable } from './read-arguments.ts';
import { CATEGORIES, DEIDENTIFY_METHODS } from '../spec.ts';

/** The marks on one element, and a problem for each application that can't be read. */
export interface MarksRead {
  readonly marks: readonly Mark[];
  readonly problems: readonly Problem[];
}

/**
 * Reads `@phi`, `@role`, `@patient` and federation's access control on one element. An application that can't be read
 * is reported as a problem, and never read as a weaker mark.
 */
export function readMarks(
  directives: readonly DirectiveNode[],
  at: Coordinate,
  { subgraph, access }: { readonly subgraph: string | null; readonly access: AccessNames },
): MarksRead {
  const marks: Mark[] = [];
  const problems: Problem[] = [];
  for (const node of directives) {
    const origin: Origin = { subgraph, ...positionOf(node) };
    const kind = access.get(node.name.value);
    const mark = kind ? readAccess(node, kind, { at, origin }) : readMark(node, at, origin);
    if (isUnreadable(mark)) {
      problems.push({ code: 'MARK_INVALID', coordinate: at, ...origin, ...mark });
    } else if (mark) {
      marks.push(mark);
    }
  }
  return { marks, problems };
}

function readMark(node: DirectiveNode, at: Coordinate, origin: Origin): Mark | Unreadable | null {
  switch (node.name.value) {
    case 'phi':
      return readPhi(node, at, origin);
    case 'role':
      return readRole(node, at, origin);
    case 'patient':
      return readPatient(node, at, origin);
    default:
      // A directive that is not a mark.
      return null;
  }
}

function readPhi(node: DirectiveNode, at: Coordinate, origin: Origin): Mark | Unreadable {
  const values = readArguments(node, ['category', 'deidentify']);
  if (isUnreadable(values)) return values;
  const category = values.get('category');
  const deidentify = values.get('deidentify');
  const categoryRead = category ? enumValue(category, CATEGORIES) : 'CLINICAL';
  const method = deidentify ? enumValue(deidentify, DEIDENTIFY_METHODS) : null;
  if (isUnreadable(categoryRead)) return categoryRead;
  if (isUnreadable(method)) return method;
  return { kind: 'phi', at, category: categoryRead, method, origin };
}

function readRole(node: DirectiveNode, at: Coordinate, origin: Origin): Mark | Unreadable {
  const values = readArguments(node, ['anyOf', 'deidentified']);
  if (isUnreadable(values)) return values;
  const anyOf = roleNames(values.get('anyOf'));
  const deidentified = values.has('deidentified') ? roleNames(values.get('deidentified')) : [];
  if (isUnreadable(anyOf)) return anyOf;
  if (isUnreadable(deidentified)) return deidentified;
  return { kind: 'role', at, anyOf, deidentified, origin };
}

function readPatient(node: DirectiveNode, at: Coordinate, origin: Origin): Mark | Unreadable {
  const values = readArguments(node, ['id']);
  if (isUnreadable(values)) return values;
  const id = values.get('id');
  const path = id ? pathOf(id) : [];
  return isUnreadable(path) ? path : { kind: 'patient', at, path, origin };
}

function enumValue<Value extends string>(
  node: ValueNode,
  values: readonly Value[],
): Value | Unreadable {
  const value = values.find((each) => node.kind === Kind.ENUM && node.value === each);
  return (
    value ?? {
      message: '@phi has a value that the specification does not define.',
      fix: `Use one of ${values.join(', ')}.`,
    }
  );
}

/** Sorted and unique role names. A single string counts as a list of one (list input coercion). */
function roleNames(node: ValueNode | undefined): readonly string[] | Unreadable {
  const items = node?.kind === Kind.LIST ? node.values : [node];
  const roles = new Set<string>();
  for (const item of items) {
    if (item?.kind !== Kind.STRING) {
      return {
        message: '@role needs lists of role names.',
        fix: 'Write @role(anyOf: ["…"]), with role names in quotes.',
      };
    }
    roles.add(item.value);
  }
  return [...roles].toSorted();
}

/** The field names of a path: `subject` and `id` for "subject.id". None for an empty text, the argument's default. */
function pathOf(node: ValueNode): readonly string[] | Unreadable {
  const text = node.kind === Kind.STRING ? node.value : null;
  if (text === '') return [];
  if (text !== null && /^[_A-Za-z]\w*(?:\.[_A-Za-z]\w*)*$/.test(text)) return text.split('.');
  return {
    message: '@patient needs a path of field names.',
    fix: 'Write field names separated by dots, such as "subject.id".',
  };
}
