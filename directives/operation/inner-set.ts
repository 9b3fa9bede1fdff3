import {
  Kind,
  type ArgumentNode,
  type FieldNode,
  type NameNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { DataPath } from './identity.ts';

/** A selection set in the making: one field per key, one fragment per type condition. */
export interface InnerSet {
  readonly fields: Map<string, InnerField>;
  readonly fragments: Map<string, InnerSet>;
}

export interface InnerField {
  readonly name: string;
  readonly args: readonly ArgumentNode[];
  readonly set: InnerSet | null;
}

/** A selection set without anything. */
export function emptySet(): InnerSet {
  return { fields: new Map(), fragments: new Map() };
}

/** Adds a hidden field under a key, and those below it under their own names. */
export function addField(
  set: InnerSet,
  { key, field, rest }: { readonly key: string; readonly field: string; readonly rest: DataPath },
): void {
  const [below, ...further] = rest;
  const inside = set.fields.get(key)?.set ?? emptySet();
  set.fields.set(key, { name: field, args: [], set: below === undefined ? null : inside });
  if (below !== undefined) addField(inside, { key: below, field: below, rest: further });
}

/** A selection set as the inner gateway is asked for it. */
export function printSet(set: InnerSet): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: selectionsOf(set) };
}

function selectionsOf(set: InnerSet): SelectionNode[] {
  const fields = [...set.fields].map(([key, field]): FieldNode => ({
    kind: Kind.FIELD,
    ...(key === field.name ? {} : { alias: name(key) }),
    name: name(field.name),
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
    typeCondition: { kind: Kind.NAMED_TYPE, name: name(on) },
    selectionSet: printSet(inside),
  }));
  return [...fields, ...fragments];
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: name('__typename') };

/** A name of the document. */
export function name(value: string): NameNode {
  return { kind: Kind.NAME, value };
}
