import { createRequire } from 'node:module';
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';

/** Who asks, as far as rules decide on it. */
export interface RuleCaller {
  readonly roles: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
}

/** A graphql-shield rule, or several joined. */
export interface ShieldRule<Context = RuleCaller> {
  resolve(
    parent: object,
    args: object,
    context: Context,
    info: undefined,
    options: { readonly debug: boolean },
  ): Promise<unknown>;
}

/** A rule for each type, or for each of its fields, with `*` for those without one of their own. */
export type RuleTree<Context> = Readonly<
  Record<string, ShieldRule<Context> | Readonly<Record<string, ShieldRule<Context>>>>
>;

/** A field whose rule did not hold. */
export interface DeniedField<Context> {
  /** `Type.field` */
  readonly coordinate: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Context;
}

/** What graphql-middleware applies to a schema. */
export interface FieldGuard {
  generate(schema: GraphQLSchema): unknown;
}

/** The part of graphql-shield that is used here. */
export interface Shield {
  rule(
    name: string,
    options: { readonly cache: 'no_cache' },
  ): <Context>(
    decide: (
      parent: object,
      args: Readonly<Record<string, unknown>>,
      context: Context,
    ) => boolean | Promise<boolean>,
  ) => ShieldRule<Context>;
  and(...rules: readonly ShieldRule[]): ShieldRule;
  or<Context>(...rules: readonly ShieldRule<Context>[]): ShieldRule<Context>;
  shield<Context>(
    tree: RuleTree<Context>,
    options: {
      readonly fallbackRule: ShieldRule<unknown>;
      readonly allowExternalErrors: true;
      readonly fallbackError: (
        ...denied: readonly [
          error: null,
          parent: object,
          args: Readonly<Record<string, unknown>>,
          context: Context,
          info: GraphQLResolveInfo,
        ]
      ) => Error;
    },
  ): FieldGuard;
  readonly allow: ShieldRule<unknown>;
  readonly deny: ShieldRule<unknown>;
}

/*
 * graphql-shield's one importer. What isn't exported here isn't sound:
 *
 * - `shield()` itself, a schema middleware: a federation gateway never calls resolvers, so it would enforce
 *   nothing there. For a schema that is served by resolvers of our own `guardFields` is sound: whatever has no
 *   rule is denied (by default it is allowed). Rules on interfaces are ignored: such a schema has none.
 * - `not`: a rule that throws answers false, and `not` turns that into true.
 * - `chain` and `race` call `util.isUndefined`, which Node has removed: they throw from Node 23 on. The ESM
 *   build imports it, and so doesn't load there at all; hence the CommonJS build.
 * - `inputRule` and the caches: `contextual` shares one answer between rules of one name, `strict` keys on a
 *   hash of arguments, and both live on the context object. Every rule here has `no_cache`.
 */
const shield = parseShield(createRequire(import.meta.url)('graphql-shield'));

/** A rule. An answer other than `true`, a rejection or a throw denies. */
export function rule(
  name: string,
  decide: (caller: RuleCaller) => boolean | Promise<boolean>,
): ShieldRule {
  return shield.rule(name, { cache: 'no_cache' })((_parent, _args, caller: RuleCaller) =>
    decide(caller),
  );
}

/** A rule of a schema that is served by resolvers: it sees the field's arguments as well. */
export function fieldRule<Context>(
  name: string,
  decide: (context: Context, args: Readonly<Record<string, unknown>>) => boolean,
): ShieldRule<Context> {
  return shield.rule(name, { cache: 'no_cache' })((_parent, args, context: Context) =>
    decide(context, args),
  );
}

/** Holds for everybody. */
export const allow = shield.allow;

/** One of the rules must hold. */
export function or<Context>(...rules: readonly ShieldRule<Context>[]): ShieldRule<Context> {
  return shield.or(...rules);
}

/**
 * Makes the guard of a schema that is served by resolvers: no field is resolved before its rule holds, and a
 * field without a rule never is. `onDenied` gives the error that stands in its place. What resolvers throw
 * stays what it is. graphql-shield keeps its caches on the context, which must not be frozen.
 */
export function guardFields<Context>(
  tree: RuleTree<Context>,
  onDenied: (denied: DeniedField<Context>) => Error,
): FieldGuard {
  return shield.shield(tree, {
    fallbackRule: shield.deny,
    allowExternalErrors: true,
    fallbackError: (...[, , args, context, { parentType, fieldName }]) =>
      onDenied({ coordinate: `${parentType.name}.${fieldName}`, args, context }),
  });
}

/** All rules must hold. Of no rules, shield's own `and` would hold; this one denies. */
export function and(rules: readonly ShieldRule[]): ShieldRule {
  const [only = shield.deny, ...others] = rules;
  return others.length === 0 ? only : shield.and(...rules);
}

/** Asks a rule: true only where its answer is exactly `true`. */
export async function holds(asked: ShieldRule, caller: RuleCaller): Promise<boolean> {
  return (await asked.resolve({}, {}, caller, undefined, { debug: false })) === true;
}

/** Checks that the loaded module is what the rules rest on; throws TypeError otherwise. */
export function parseShield(loaded: unknown): Shield {
  if (!isShield(loaded)) throw new TypeError('graphql-shield is not the release this code knows');
  return loaded;
}

function isShield(value: unknown): value is Shield {
  const exported = new Map<string, unknown>(Object.entries(Object(value)));
  const isFunction = (name: string): boolean => typeof exported.get(name) === 'function';
  return (
    ['rule', 'and', 'or', 'shield'].every(isFunction) &&
    ['allow', 'deny'].every((name) => typeof exported.get(name) === 'object')
  );
}
