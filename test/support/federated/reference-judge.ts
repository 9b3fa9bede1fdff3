import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { applicableTypes } from './applicable-types.ts';
import { bindsField, type GivenArgument } from './reference-binding.ts';
import { implementers, objectTypes, typeIn, upwards, type GraphModel } from './graph-model.ts';
import { worse, type Need, type Needs, type View, type EffectiveRoles } from './reference-needs.ts';
import type { Reach, Standing } from './reference-reach.ts';
import { isDeniedByRule, type RuleContext } from './reference-rules.ts';
import { patientPath, resolvableKeys } from './reference-records.ts';

/** The decision about one selection of a field, before any object is known. */
export interface FieldJudgment {
  /**
   * Why it is denied before the fetch. `input`: the caller may not use an argument. `reach`: the caller doesn't reach a
   * patient that an argument names. `rule`: a rule of the operator denies it.
   */
  readonly refusal: 'input' | 'reach' | 'rule' | null;
  /** The patients that its arguments name. */
  readonly patients: readonly string[];
  /** Whether its arguments bind it to these patients. */
  readonly isBound: boolean;
  readonly takesPhi: boolean;
  /** The best view on any object. */
  readonly most: View;
  /** Its view on an object of a type. */
  readonly viewOn: (held: About, type: string) => View;
  /** Its view on a record that it returns, from an object of a type, for the patient of the record. */
  readonly viewOfRecord: (whose: Standing, type: string) => View;
  /** Whose data its value is, on an object. */
  readonly valueOn: (held: About) => About;
}

/** Whose data an object holds. */
export interface About {
  /** For its own patient or that of the object above; for an unknown patient if neither is known. */
  readonly standing: Standing;
  /**
   * `object`: it is a patient's record, if perhaps of an unknown patient. `named`: it belongs to the one patient whom
   * arguments above name. `nothing`: no patient is known above.
   */
  readonly kind: 'nothing' | 'named' | 'object';
  /** The patients that arguments above name. */
  readonly named: readonly Standing[];
  /** The ids of the patients that arguments bind it to. */
  readonly bound: readonly string[];
  /** For each field above that is bound, the patients that it is bound to: a patient that an object names is one of them. */
  readonly limits: readonly (readonly string[])[];
}

/** The caller must have the view of a field for each of these patients. */
export function counting({ standing, kind, named }: About): readonly Standing[] {
  return kind === 'named' ? named : [standing, ...named];
}

/** The graph, the caller and the request. */
export interface JudgeContext extends RuleContext {
  readonly needs: Needs;
  readonly reach: Reach;
  readonly operation: OperationTypeNode;
}

/** A field as it is selected on a type. */
export interface Occurrence {
  readonly parent: GraphQLCompositeType;
  readonly node: FieldNode;
  /** Whether the type is the root of queries or mutations. A field can return the root of queries below any object. */
  readonly isRoot: boolean;
}

/** Judges one selection of a field. */
export function judgeField(
  judging: JudgeContext,
  { parent, node, isRoot }: Occurrence,
): FieldJudgment {
  const { needs, reach } = judging;
  const field = fieldOn(parent, node.name.value);
  const need = needs(`${parent.name}.${field.name}`);
  const tellsPatient = tellsPatients(judging, field.type);
  const inputs = readInputs(judging, { parent, field, node });
  const named = inputs.patients.map(reach.of);
  const isOne = inputs.isBound && named.length === 1;
  const atRoot = isRoot && !isOne;
  const valueOn = (held: About): About => ({
    standing: held.standing,
    kind: held.kind === 'nothing' && isOne ? 'named' : held.kind,
    named: [...held.named, ...named],
    bound: isOne ? [...held.bound, ...inputs.patients] : held.bound,
    limits: inputs.isBound ? [...held.limits, inputs.patients] : held.limits,
  });
  /** An interface's field can be marked where the type's own is not, which can be denied for that. */
  const viewOn = (held: About, type: string): View =>
    counting(valueOn(held))
      .flatMap((one) =>
        [need, needs(`${type}.${field.name}`)].map((each) => reach.view(each, one, tellsPatient)),
      )
      .reduce(worse);
  const most = atRoot
    ? reach.view(need, reach.of(null), tellsPatient)
    : reach.most(need, tellsPatient);
  return {
    refusal: isDeniedByRule(judging, { parent, node })
      ? 'rule'
      : refusalOf(judging, { named, need, inputs, looksUp: looksUp(judging, parent, field) }),
    patients: inputs.patients,
    isBound: inputs.isBound,
    takesPhi: inputs.marked.some((one) => one.isPhi),
    most: reach.most(need, false) === 'none' ? 'none' : most,
    viewOn,
    viewOfRecord: (whose, type) => {
      const phi = inputs.marked.filter((one) => one.isPhi);
      const isFree = inputs.isBound || judging.operation !== OperationTypeNode.QUERY;
      const isAdmitted = isFree || phi.every((one) => reach.view(one, whose, false) === 'full');
      if (!isAdmitted) return 'none';
      return [need, needs(`${type}.${field.name}`)]
        .map((each) => reach.view(each, whose, false))
        .reduce(worse);
    },
    valueOn,
  };
}

function refusalOf(
  { reach, operation }: JudgeContext,
  at: {
    readonly named: readonly Standing[];
    readonly need: Need;
    readonly inputs: Inputs;
    readonly looksUp: boolean;
  },
): FieldJudgment['refusal'] {
  // A field that no role sees is denied for that reason, whatever its arguments.
  if ([true, false].every((tells) => reach.most(at.need, tells) === 'none')) return null;
  const isUsable = at.inputs.marked.every((input) =>
    [true, false].some((tells) => reach.most(input, tells) === 'full'),
  );
  if (!isUsable) return 'input';
  const isReached = at.named.every((one) => one.isReached && at.need.view(one) !== 'none');
  if (!isReached) return 'reach';
  const isFree = at.looksUp && operation === OperationTypeNode.QUERY;
  const admits = (input: Need): boolean => {
    const unbound = input.isPhi && !isFree ? reach.everybody : reach.of(null);
    const all: readonly EffectiveRoles[] = at.inputs.isBound ? at.named : [unbound, ...at.named];
    return all.every((who) => input.view(who) === 'full');
  };
  return at.inputs.marked.every(admits) ? null : 'input';
}

/** Whether any field of an operation is denied before it runs. */
export function refusesAny(judging: JudgeContext, document: DocumentNode): boolean {
  const isMutation = judging.operation === OperationTypeNode.MUTATION;
  const refuses = (set: SelectionSetNode, parent: GraphQLCompositeType, isTop: boolean): boolean =>
    occurrences(judging, document, { set, parent }).some((found) => {
      const isRoot = isRootType(judging.schema, found.parent);
      const judged = judgeField(judging, { ...found, isRoot });
      if (judged.refusal !== null || judged.most === 'none') return true;
      const field = fieldOn(found.parent, found.node.name.value);
      const named = getNamedType(field.type);
      const need = judging.needs(`${found.parent.name}.${field.name}`);
      const isUnnamed = isMutation && isTop && !judged.isBound;
      const { everybody } = judging.reach;
      const isForAll = everybody.roles.length > 0 && need.view(everybody) !== 'none';
      if (isUnnamed && !isForAll && (judged.takesPhi || givesPhi(found))) return true;
      if (isUnnamed && judging.reach.isForOnePatient(need)) return true;
      return isCompositeType(named) && found.node.selectionSet
        ? refuses(found.node.selectionSet, named, false)
        : false;
    });
  const givesPhi = ({
    parent,
    node,
  }: {
    readonly parent: GraphQLCompositeType;
    readonly node: FieldNode;
  }): boolean => {
    const field = fieldOn(parent, node.name.value);
    const named = getNamedType(field.type);
    if (judging.needs(`${parent.name}.${field.name}`).isPhi) return true;
    if (isEnumType(named))
      return named.getValues().some(({ name }) => judging.needs(`${named.name}.${name}`).isPhi);
    if (!isCompositeType(named) || !node.selectionSet) return false;
    const set = node.selectionSet;
    const showsPhiType =
      isAbstractType(named) &&
      judging.schema
        .getPossibleTypes(named)
        .some(
          (type) => judging.needs(type.name).isPhi && namesType(judging, document, { set, type }),
        );
    return showsPhiType || occurrences(judging, document, { set, parent: named }).some(givesPhi);
  };
  const [operation] = document.definitions.filter(
    (node) => node.kind === Kind.OPERATION_DEFINITION,
  );
  const root = judging.schema.getRootType(judging.operation);
  return operation !== undefined && root ? refuses(operation.selectionSet, root, true) : false;
}

/**
 * Whether a non-null leaf that is certain to be suppressed makes every object of a field null, so that the field need not
 * be fetched. `isCapped`: the field itself is seen de-identified.
 */
export function isNulledBelow(
  judging: JudgeContext,
  document: DocumentNode,
  {
    info: { fieldNodes, returnType },
    isCapped,
  }: {
    readonly info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'returnType'>;
    readonly isCapped: boolean;
  },
): boolean {
  const { model, schema, needs } = judging;
  const named = getNamedType(returnType);
  const [first, ...others] = fieldNodes;
  // Several selections at one place are merged at release, so they are fetched.
  if (!isCompositeType(named) || !first?.selectionSet || others.length > 0) return false;
  const types = applicableTypes(schema, named);
  const isKeyless = types.every(
    ({ name }) => resolvableKeys(model, typeIn(model, name)).length === 0,
  );
  return occurrences(judging, document, { set: first.selectionSet, parent: named }).some(
    ({ parent, node }) => {
      const field = fieldOn(parent, node.name.value);
      return (
        types.every((type) => applicableTypes(schema, parent).includes(type)) &&
        isNonNullType(field.type) &&
        isLeafType(getNamedType(field.type)) &&
        types.every(({ name }) => needs(`${name}.${field.name}`).method === 'SUPPRESS') &&
        ((isCapped && isKeyless) ||
          judgeField(judging, { parent, node, isRoot: false }).most === 'deidentified')
      );
    },
  );
}

/** Whether a selection set selects `__typename` of objects of a type. */
export function namesType(
  judging: JudgeContext,
  document: DocumentNode,
  { set, type }: { readonly set: SelectionSetNode; readonly type: GraphQLObjectType },
): boolean {
  return included(judging, set).some((node) => {
    if (node.kind === Kind.FIELD) return node.name.value === '__typename';
    const fragment = fragmentOf(document, node);
    const on = judging.schema.getType(fragment?.typeCondition?.name.value ?? type.name);
    return (
      fragment !== undefined &&
      isCompositeType(on) &&
      applicableTypes(judging.schema, on).includes(type) &&
      namesType(judging, document, { set: fragment.selectionSet, type })
    );
  });
}

/** Whether every object of a type is the root of queries or mutations. */
export function isRootType(schema: GraphQLSchema, type: GraphQLCompositeType): boolean {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  return applicableTypes(schema, type).every((one) => roots.includes(one));
}

/** The fields of a selection set, through fragments, with the type that each is selected on. */
export function occurrences(
  judging: JudgeContext,
  document: DocumentNode,
  { set, parent }: { readonly set: SelectionSetNode; readonly parent: GraphQLCompositeType },
): { readonly parent: GraphQLCompositeType; readonly node: FieldNode }[] {
  return included(judging, set).flatMap((node) => {
    if (node.kind === Kind.FIELD) return node.name.value === '__typename' ? [] : [{ parent, node }];
    const fragment = fragmentOf(document, node);
    if (!fragment) return [];
    const condition = fragment.typeCondition?.name.value;
    const on = condition === undefined ? parent : judging.schema.getType(condition);
    return isCompositeType(on)
      ? occurrences(judging, document, { set: fragment.selectionSet, parent: on })
      : [];
  });
}

/** The selections of a set that `@skip` and `@include` leave. */
function included({ variables }: JudgeContext, set: SelectionSetNode): readonly SelectionNode[] {
  return set.selections.filter(
    (node) =>
      getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
      getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false,
  );
}

function fragmentOf(
  document: DocumentNode,
  node: InlineFragmentNode | FragmentSpreadNode,
): InlineFragmentNode | FragmentDefinitionNode | undefined {
  if (node.kind === Kind.INLINE_FRAGMENT) return node;
  return document.definitions.find(
    (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value,
  ) as FragmentDefinitionNode | undefined;
}

/** The arguments of one selection. */
interface Inputs {
  /** The requirements of the marked inputs that the arguments use. */
  readonly marked: readonly Need[];
  readonly patients: readonly string[];
  readonly isBound: boolean;
}

function readInputs(
  { model, schema, needs, variables }: JudgeContext,
  at: {
    readonly parent: GraphQLCompositeType;
    readonly field: GraphQLField<unknown, unknown>;
    readonly node: FieldNode;
  },
): Inputs {
  const marked = new Set<Need>();
  const patients = new Set<string>();
  const touch = (coordinate: string): void => {
    if (needs(coordinate).isMarked) marked.add(needs(coordinate));
  };
  const name = (value: unknown): void => {
    for (const id of [value].flat(Infinity)) if (typeof id === 'string') patients.add(id);
  };
  const visit = (type: GraphQLInputType, value: unknown): void => {
    const nullable = getNullableType(type);
    if (value === null || value === undefined) return;
    if (isListType(nullable)) for (const item of [value].flat()) visit(nullable.ofType, item);
    if (isEnumType(nullable)) touch(`${nullable.name}.${JSON.stringify(value).slice(1, -1)}`);
    if (!isInputObjectType(nullable)) return;
    for (const [key, one] of Object.entries(value)) {
      const field = Object.values(nullable.getFields()).find((each) => each.name === key);
      if (!field) continue;
      touch(`${nullable.name}.${key}`);
      const input = model.inputs
        .find((each) => each.name === nullable.name)
        ?.fields.find((each) => each.name === key);
      if (input?.isPatient) name(one);
      visit(field.type, one);
    }
  };
  const family = familyOf(model, at.parent.name);
  const isWrite = at.parent === schema.getMutationType();
  const given: GivenArgument[] = [];
  for (const [key, value] of Object.entries(getArgumentValues(at.field, at.node, variables))) {
    const arg = at.field.args.find((one) => one.name === key);
    if (!arg) continue;
    for (const type of [at.parent, ...applicableTypes(schema, at.parent)])
      touch(`${type.name}.${at.field.name}(${key}:)`);
    const isPatient = family.some((type) =>
      type.fields.some(
        (field) =>
          field.name === at.field.name &&
          field.args.some((one) => one.name === key && one.isPatient),
      ),
    );
    if (isPatient) name(value);
    visit(arg.type, value);
    if (value !== null && value !== undefined)
      given.push({ isPatient, type: String(arg.type), value });
  }
  const isBound = bindsField({ model, needs }, given, isWrite);
  return { marked: [...marked], patients: [...patients].toSorted(), isBound };
}

function familyOf(model: GraphModel, name: string) {
  const type = typeIn(model, name);
  return [...upwards(model, type), ...implementers(model, name)];
}

/** Whether a field finds one object with a `@patient` path, by one of its keys as the only argument, and not below a record. */
function looksUp(
  { model }: JudgeContext,
  parent: GraphQLCompositeType,
  { args, type }: GraphQLField<unknown, unknown>,
): boolean {
  const [key, ...others] = args;
  const named = getNamedType(type);
  const types = objectTypes(model, named.name);
  return (
    key !== undefined &&
    others.length === 0 &&
    isLeafType(getNullableType(key.type)) &&
    !isListType(getNullableType(type)) &&
    types.length > 0 &&
    types.every(
      (one) => patientPath(model, one) !== null && resolvableKeys(model, one).includes(key.name),
    ) &&
    objectTypes(model, parent.name).every(
      (one) => patientPath(model, one) === null && resolvableKeys(model, one).length === 0,
    )
  );
}

/** Whether all objects that a type can be have a `@patient` path. */
export function tellsPatients({ model }: JudgeContext, type: GraphQLOutputType): boolean {
  const types = objectTypes(model, getNamedType(type).name);
  return types.length > 0 && types.every((one) => patientPath(model, one) !== null);
}

function fieldOn(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> {
  const field = 'getFields' in parent ? parent.getFields()[name] : undefined;
  if (!field) throw new TypeError(`no field ${parent.name}.${name}`);
  return field;
}
