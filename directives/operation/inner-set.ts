import {
  Kind,
  type ArgumentNode,
  type FieldNode,
  type NameNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { DataPath } from './identity.ts';

/** A mutable selection set of the inner document: one field per response key and one fragment per type condition. */
export interface InnerSet {
  readonly fields: Map<string, InnerField>;
  readonly fragments: Map<string, InnerSet>;
}

/** A field of an {@link InnerSet}. */
export interface InnerField {
  readonly name: string;
  readonly args: readonly ArgumentNode[];
  /** The selections on its objects; null for a leaf. */
  readonly set: InnerSet | null;
}

/** An empty selection set. */
export function emptySet(): InnerSet {
  return { fields: new Map(), fragments: new Map() };
}

/** Adds a hidden field under a response key, and the fields of the path `rest` below it under their own names. */
export function addField(
  set: InnerSet,
  { key, field, rest }: { readonly key: string; readonly field: string; readonly rest: DataPath },
): void {
  const [below, ...further] = rest;
  const inside = set.fields.get(key)?.set ?? emptySet();
  set.fields.set(key, { name: field, args: [], set: below === undefined ? null : inside });
  if (below !== undefined) addField(inside, { key: below, field: below, rest: further });
}

/** The AST of a selection set. */
export function selectionSetOf(set: InnerSet): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: selectionsOf(set) };
}

function selectionsOf(set: InnerSet): SelectionNode[] {
  const fields = [...set.fields].map(([key, field]): FieldNode => ({
    kind: Kind.FIELD,
    ...(key === field.name ? {} : { alias: nameNode(key) }),
    name: nameNode(field.name),
    arguments: field.args,
    ...(field.set
      ? {
          selectionSet: {
            kind: Kind.SELECTION_SET,
            selections: [TYPENAME, ...selectionsOf(field.set)],
          },
        }
      : {}),
  }));
  const fragments = [...set.fragments].map(([on, inside]): SelectionNode => ({
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: nameNode(on) },
    selectionSet: selectionSetOf(inside),
  }));
  return [...fields, ...fragments];
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: nameNode('__typename') };

/** The AST node of a name. */
export function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}
