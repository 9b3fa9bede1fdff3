import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { viewOf, viewsFor, type Decisions } from './authorize.ts';
import { memberCoordinate, typeCoordinate, type Coordinate } from './coordinate.ts';
import { applies, type Fate } from './fates.ts';
import { identityOf, type DataPath } from './identity.ts';
import type { View } from './policy.ts';
import { ANYONE, EVERY_PATIENT } from './reach.ts';
import type { Selected, SelectedField } from './select.ts';
import type { Category, Deidentify } from './spec.ts';

/** What every program of one pruned operation is compiled from. */
export interface ReleasePlan {
  readonly schema: GraphQLSchema;
  readonly decisions: Decisions;
  readonly fates: readonly Fate[];
  /** Field occurrence → standings of the patients that its arguments name. */
  readonly argumentStandings: ReadonlyMap<number, readonly number[]>;
}

interface KeyedStep {
  /** The client's key. */
  readonly key: string;
  readonly type: GraphQLOutputType;
}

interface FetchedStep extends KeyedStep {
  readonly innerKey: string;
  readonly coordinate: Coordinate;
  /** Index into the program's recorded fields, or -1. */
  readonly recorded: number;
}

/** A leaf, in full or through its method. */
export interface LeafStep extends FetchedStep {
  readonly kind: 'leaf';
  readonly method: Deidentify | null;
  readonly category: Category;
  /** The values of an enum that the caller may see; null where the type holds no marked value. */
  readonly seen: ReadonlySet<string> | null;
}

/** An object-valued field, or a list of such. */
export interface ObjectStep extends FetchedStep {
  readonly kind: 'object';
  readonly group: Group;
}

/** How one response key is answered. */
export type Step =
  | { readonly kind: 'typename' | 'introspection'; readonly key: string }
  /** Null: the caller was told why before planning, or a denied field below was. */
  | (KeyedStep & { readonly kind: 'null' })
  /** As if the patient that the arguments name didn't exist. */
  | (KeyedStep & { readonly kind: 'unreached' })
  /** Fetched or not, not for these roles on this object. */
  | (KeyedStep & {
      readonly kind: 'withheld';
      readonly coordinate: Coordinate;
      readonly reason: 'role' | 'suppressed';
    })
  | LeafStep
  | ObjectStep;

/** A PHI field that an object's release puts on the record. */
export interface RecordedStep {
  readonly name: string;
  readonly categories: readonly Category[];
  readonly view: 'full' | 'deidentified';
  /** Keys from the root of the fetched data, without list indexes. */
  readonly innerPath: readonly string[];
}

/** How objects of one runtime type leave for one standing. */
export interface Program {
  readonly type: string;
  readonly standing: number;
  readonly steps: readonly Step[];
  readonly recorded: readonly RecordedStep[];
}

/**
 * The merged selections below one response key: what graphql-js collects for an object of any type. A
 * runtime type's facts and programs are compiled when the first such object comes and kept here.
 */
export interface Group {
  readonly members: readonly GroupMember[];
  readonly innerPath: readonly string[];
  /** The field occurrences that lead here. */
  readonly occurrences: readonly number[];
  /** Below an object-valued field that is seen de-identified. */
  readonly capped: boolean;
  readonly facts: Map<string, TypeFacts | null>;
}

interface GroupMember {
  readonly type: GraphQLCompositeType;
  readonly selections: readonly Selected[];
}

/** What release asks of a runtime type before it runs a program. */
export interface TypeFacts {
  readonly type: GraphQLObjectType;
  readonly coordinate: Coordinate;
  readonly isEntity: boolean;
  /** Where the patient's id can be; the first path that was fetched tells. */
  readonly patientPaths: readonly DataPath[];
  /** Where the leaves of the record key can be. */
  readonly recordPaths: readonly (readonly DataPath[])[];
  /** Standing → program. */
  readonly programs: Map<number, Program>;
}

/** The group of an operation's root. */
export function rootGroup(type: GraphQLObjectType, selections: readonly Selected[]): Group {
  return {
    members: [{ type, selections }],
    innerPath: [],
    occurrences: [],
    capped: false,
    facts: new Map(),
  };
}

/** Facts of a runtime type under a group; null where no object of that type can stand there. */
export function typeFacts(plan: ReleasePlan, group: Group, name: string): TypeFacts | null {
  const known = group.facts.get(name);
  if (known !== undefined) return known;
  const type = plan.schema.getType(name);
  const members = group.members.map((member) => member.type);
  const facts =
    isObjectType(type) && members.every((on) => applies(plan.schema, on, type))
      ? findFacts(plan, members, type)
      : null;
  group.facts.set(name, facts);
  return facts;
}

function findFacts(
  { decisions: { policy } }: ReleasePlan,
  members: readonly GraphQLCompositeType[],
  type: GraphQLObjectType,
): TypeFacts {
  const identities = members.map((on) => identityOf(policy, on, type));
  return {
    type,
    coordinate: typeCoordinate(type.name),
    isEntity: policy.keys.has(type.name),
    patientPaths: identities.flatMap(({ patient }) => (patient ? [patient] : [])),
    recordPaths: identities.map(({ record }) => record),
    programs: new Map(),
  };
}

/** The program for objects of a type under a group, for the roles of one standing. */
export function programFor(
  plan: ReleasePlan,
  group: Group,
  at: { readonly facts: TypeFacts; readonly standing: number },
): Program {
  const known = at.facts.programs.get(at.standing);
  if (known) return known;
  const recorded: RecordedStep[] = [];
  const compile = stepCompiler(plan, { ...at, group, recorded });
  const steps = [...collect(plan, group, at.facts.type)].map(([key, found]): Step =>
    Array.isArray(found) ? compile(key, found) : { kind: found, key },
  );
  const program = { type: at.facts.type.name, standing: at.standing, steps, recorded };
  at.facts.programs.set(at.standing, program);
  return program;
}

/** https://spec.graphql.org/October2021/#CollectFields() */
function collect(
  plan: ReleasePlan,
  group: Group,
  type: GraphQLObjectType,
): Map<string, SelectedField[] | 'typename' | 'introspection'> {
  const found = new Map<string, SelectedField[] | 'typename' | 'introspection'>();
  const visit = (selections: readonly Selected[]): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') {
        if (applies(plan.schema, selected.on, type)) visit(selected.selections);
      } else if (selected.kind === 'field') {
        const fields = found.get(selected.responseKey);
        if (Array.isArray(fields)) fields.push(selected);
        else found.set(selected.responseKey, [selected]);
      } else found.set(selected.responseKey, selected.kind);
    }
  };
  for (const member of group.members) visit(member.selections);
  return found;
}

interface Compiling {
  readonly group: Group;
  readonly facts: TypeFacts;
  readonly standing: number;
  readonly recorded: RecordedStep[];
}

function stepCompiler(
  plan: ReleasePlan,
  { group, facts, standing, recorded }: Compiling,
): (key: string, fields: readonly SelectedField[]) => Step {
  const { decisions, fates } = plan;
  const { requirements } = decisions.policy;
  const capped = group.capped && !facts.isEntity;

  return (key, fields) => {
    const [first] = fields;
    if (!first) throw new TypeError('a response key without a field');
    const name = first.definition.name;
    const type = facts.type.getFields()[name]?.type ?? first.definition.type;
    const fetched = fields.filter((field) => fates[field.index] === 'fetch');
    if (fetched.length === 0) return withoutValue(key, type, { fields, fates });

    const coordinate = memberCoordinate(facts.type.name, name);
    const judged = bestView(plan, standing, fetched);
    if (judged === 'none') return { kind: 'withheld', key, type, coordinate, reason: 'role' };
    const view: View = capped ? 'deidentified' : judged;
    const requirement = requirements.get(coordinate);
    const method = requirement?.method ?? 'SUPPRESS';
    const isLeaf = first.selections === null;
    if (isLeaf && view === 'deidentified' && method === 'SUPPRESS')
      return { kind: 'withheld', key, type, coordinate, reason: 'suppressed' };

    const innerPath = [...group.innerPath, first.innerKey];
    const phi = requirement?.phi === true;
    const categories = requirement?.categories ?? [];
    const index = phi ? recorded.push({ name, categories, view, innerPath }) - 1 : -1;
    const step = { key, type, innerKey: first.innerKey, coordinate, recorded: index };
    if (isLeaf)
      return {
        kind: 'leaf',
        ...step,
        method: view === 'deidentified' ? method : null,
        category: categories[0] ?? 'OTHER_ID',
        seen: seenValues(decisions, standing, type),
      };
    return {
      kind: 'object',
      ...step,
      group: {
        members: fetched.flatMap((field) => {
          const named = getNamedType(field.definition.type);
          return isCompositeType(named) && field.selections
            ? [{ type: named, selections: field.selections }]
            : [];
        }),
        innerPath,
        occurrences: fetched.map((field) => field.index),
        capped: view === 'deidentified',
        facts: new Map(),
      },
    };
  };
}

function withoutValue(
  key: string,
  type: GraphQLOutputType,
  { fields, fates }: { readonly fields: readonly SelectedField[]; readonly fates: readonly Fate[] },
): Step {
  const all = fields.map((field) => fates[field.index]);
  return { kind: all.includes('unreached') ? 'unreached' : 'null', key, type };
}

/**
 * The concrete type's judgement counts where a key is selected on it and on an interface: an interface's
 * field is never seen by more roles than an implementer's, so the best view is the concrete one.
 */
function bestView(plan: ReleasePlan, standing: number, fields: readonly SelectedField[]): View {
  const views = fields.flatMap((field): View[] => {
    const isLeaf = field.selections === null;
    const own = plan.argumentStandings.get(field.index) ?? [];
    // The root has no patient of its own: where arguments name one, that one decides.
    const standings = standing === ANYONE && own.length > 0 ? own : [standing, ...own];
    const each = standings.map((one) =>
      viewOf(plan.decisions, one, { coordinate: field.coordinate, isLeaf }),
    );
    return [weakest(each)];
  });
  return views.includes('full') ? 'full' : views.includes('deidentified') ? 'deidentified' : 'none';
}

function weakest(views: readonly View[]): View {
  return views.includes('none') ? 'none' : views.includes('deidentified') ? 'deidentified' : 'full';
}

function seenValues(
  decisions: Decisions,
  standing: number,
  type: GraphQLOutputType,
): ReadonlySet<string> | null {
  const named = getNamedType(type);
  if (!isEnumType(named)) return null;
  const values = named.getValues().map(({ name }) => name);
  const marked = (value: string) =>
    decisions.policy.requirements.get(memberCoordinate(named.name, value));
  if (!values.some(marked)) return null;
  return new Set(
    values.filter((value) => {
      const unknown = standing === ANYONE && marked(value)?.phi === true;
      const views = viewsFor(decisions, unknown ? EVERY_PATIENT : standing);
      return views.admits(memberCoordinate(named.name, value));
    }),
  );
}
