import { createRequire } from 'node:module';
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';

/** The facts about a caller that graphql-shield rules use. */
export interface RuleCaller {
  readonly roles: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
}

/** A graphql-shield rule or a combination of rules. */
export interface ShieldRule<Context = RuleCaller> {
  resolve(
    parent: object,
    args: object,
    context: Context,
    info: undefined,
    options: { readonly debug: boolean },
  ): Promise<unknown>;
}

/** A rule per type or per field. The key `*` applies to fields without a rule of their own. */
export type RuleTree<Context> = Readonly<
  Record<string, ShieldRule<Context> | Readonly<Record<string, ShieldRule<Context>>>>
>;

/** A field whose rule denied access. */
export interface DeniedField<Context> {
  /** `Type.field` */
  readonly coordinate: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Context;
}

/** A middleware that graphql-middleware applies to a schema. */
export interface FieldGuard {
  generate(schema: GraphQLSchema): unknown;
}

/** The part of graphql-shield that this module uses. */
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
 * The only module that imports graphql-shield. It leaves out what is unsafe here:
 *
 * - `shield()` for the graph: a federation gateway never calls resolvers, so a schema middleware enforces nothing.
 *   `guardFields` is safe for a schema with resolvers of its own: a field without a rule is denied, where
 *   graphql-shield allows it by default. graphql-shield ignores rules on interfaces; such a schema must have none.
 * - `not`: a rule that throws resolves to false, which `not` turns into true.
 * - `chain` and `race`: they call `util.isUndefined`, which Node.js 23 removed. The ESM build imports it and fails to
 *   load there, hence the CommonJS build.
 * - `inputRule` and the caches: `contextual` shares one result between rules of one name, `strict` uses a hash of the
 *   arguments as its key, and both store results on the context object. Every rule here uses `no_cache`.
 */
const shield = parseShield(createRequire(import.meta.url)('graphql-shield'));

/** Creates a rule. Any result other than `true`, a rejection or an exception denies. */
export function rule(
  name: string,
  decide: (caller: RuleCaller) => boolean | Promise<boolean>,
): ShieldRule {
  return shield.rule(name, { cache: 'no_cache' })((_parent, _args, caller: RuleCaller) =>
    decide(caller),
  );
}

/** Creates a rule for a schema with resolvers. It receives the field's arguments as well. */
export function fieldRule<Context>(
  name: string,
  decide: (context: Context, args: Readonly<Record<string, unknown>>) => boolean,
): ShieldRule<Context> {
  return shield.rule(name, { cache: 'no_cache' })((_parent, args, context: Context) =>
    decide(context, args),
  );
}

/** Allows every caller. */
export const allow = shield.allow;

/** Holds if one of the rules holds. */
export function or<Context>(...rules: readonly ShieldRule<Context>[]): ShieldRule<Context> {
  return shield.or(...rules);
}

/**
 * Creates the guard of a schema with resolvers. A field resolves only after its rule holds; a field without a rule is
 * denied. `onDenied` returns the error for a denied field. Errors of resolvers pass unchanged. The context must not
 * be frozen, because graphql-shield writes to it.
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

/** Holds if all rules hold. Without rules it denies, where graphql-shield's own `and` allows. */
export function and(rules: readonly ShieldRule[]): ShieldRule {
  const [only = shield.deny, ...others] = rules;
  return others.length === 0 ? only : shield.and(...rules);
}

/** Evaluates a rule: true only if it resolves to exactly `true`. */
export async function holds(evaluated: ShieldRule, caller: RuleCaller): Promise<boolean> {
  return (await evaluated.resolve({}, {}, caller, undefined, { debug: false })) === true;
}

/** Checks that the loaded module has the expected exports. Throws TypeError otherwise. */
export function parseShield(loaded: unknown): Shield {
  if (!isShield(loaded))
    throw new TypeError('the installed graphql-shield is not a supported release');
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
