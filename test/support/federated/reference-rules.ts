import {
  getArgumentValues,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import { applicableTypes } from './applicable-types.ts';
import { fieldIn, typeIn, type GraphModel, type ModelRule } from './graph-model.ts';
import type { GraphData, Thing } from './graph-data.ts';
import { isAllowed } from './random-rules.ts';

/** What rules are evaluated with. */
export interface RuleContext {
  readonly model: GraphModel;
  readonly schema: GraphQLSchema;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The caller's, which rules read. */
  readonly subject: string;
}

/** The rules of a field of an object type, those of its interfaces included. */
function rulesFor(
  { model }: Pick<RuleContext, 'model'>,
  type: string,
  field: string,
): readonly ModelRule[] {
  const { name, interfaces } = typeIn(model, type);
  return model.rules.filter(
    (one) => one.field === field && (one.type === name || interfaces.includes(one.type)),
  );
}

/**
 * Whether a rule that requires no fields denies a selection. One on an interface needs the rules of all types that an
 * object can have.
 */
export function isDeniedByRule(
  judging: RuleContext,
  { parent, node }: { readonly parent: GraphQLCompositeType; readonly node: FieldNode },
): boolean {
  const rules = applicableTypes(judging.schema, parent).flatMap(({ name }) =>
    rulesFor(judging, name, node.name.value).filter(({ requires }) => requires === null),
  );
  const args = argumentsOf(judging, { parent, node });
  return rules.some((one) => !isAllowed(one, { subject: judging.subject, args, parent: {} }));
}

/** Whether a rule that requires a field of the object denies a field of it. */
export function isDeniedOnObject(
  judging: Pick<RuleContext, 'model' | 'subject'>,
  data: GraphData,
  at: { readonly thing: Thing; readonly field: string; readonly args: object },
): boolean {
  const type = typeIn(judging.model, at.thing.type);
  return rulesFor(judging, type.name, at.field).some((one) => {
    if (one.requires === null) return false;
    const value = data.value(at.thing, fieldIn(judging.model, type, one.requires), {});
    const parent = { [one.requires]: value };
    return !isAllowed(one, { subject: judging.subject, args: at.args, parent });
  });
}

function argumentsOf(
  { variables }: Pick<RuleContext, 'variables'>,
  { parent, node }: { readonly parent: GraphQLCompositeType; readonly node: FieldNode },
): object {
  const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
  return field ? getArgumentValues(field, node, variables) : {};
}
