import {
  getNamedType,
  isAbstractType,
  isObjectType,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLResolveInfo,
} from 'graphql';
import { namesType, type JudgeContext } from './reference-judge.ts';

/** Whether an object of a type that is PHI stands out among the objects that a field could return. */
export function isAmongOthers(
  judging: JudgeContext,
  at: Parameters<typeof namesPhiType>[1],
  name: string,
): boolean {
  return judging.needs(name).isPhi && at.info.fieldNodes.some((node) => isAbstract(at, node));
}

function isAbstract(
  { parents, info }: Parameters<typeof namesPhiType>[1],
  node: FieldNode,
): boolean {
  const parent = parents.get(node);
  const field = parent && 'getFields' in parent ? parent.getFields()[info.fieldName] : null;
  return field != null && isAbstractType(getNamedType(field.type));
}

/**
 * Whether a field's selections tell that an object has a type that is PHI: by `__typename`, if the field could return
 * objects of other types.
 */
export function namesPhiType(
  judging: JudgeContext,
  at: {
    readonly document: DocumentNode;
    readonly parents: ReadonlyMap<FieldNode, GraphQLCompositeType>;
    readonly info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fieldName'>;
  },
  name: string,
): boolean {
  const type = judging.schema.getType(name);
  if (!isObjectType(type) || !judging.needs(name).isPhi) return false;
  return at.info.fieldNodes.some((node) => {
    const set = node.selectionSet;
    return (
      set !== undefined && isAbstract(at, node) && namesType(judging, at.document, { set, type })
    );
  });
}

/** A released value, as far as names of types are compared with the fields beside them. */
interface Line {
  readonly path: readonly (string | number)[];
  readonly isCertain: boolean;
}

/**
 * The names of types whose objects have no other field on record. Beside a field that need not be fetched, a name may or
 * may not be on record.
 */
export function namesWithoutFields<Name extends Line>(
  names: readonly Name[],
  fields: readonly Line[],
): Name[] {
  return names.flatMap((name) => {
    const at = JSON.stringify(name.path);
    const beside = fields.filter(({ path }) => JSON.stringify(path.slice(0, -1)) === at);
    if (beside.some(({ isCertain }) => isCertain)) return [];
    return [{ ...name, isCertain: beside.length === 0 }];
  });
}
