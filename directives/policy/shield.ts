import { createRequire } from 'node:module';

/** Who asks, as far as rules decide on it. */
export interface RuleCaller {
  readonly roles: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
}

/** A graphql-shield rule, or several joined. */
export interface ShieldRule {
  resolve(
    parent: object,
    args: object,
    context: RuleCaller,
    info: undefined,
    options: { readonly debug: boolean },
  ): Promise<unknown>;
}

/** The part of graphql-shield that is used here. */
export interface Shield {
  rule(
    name: string,
    options: { readonly cache: 'no_cache' },
  ): (
    decide: (parent: object, args: object, caller: RuleCaller) => boolean | Promise<boolean>,
  ) => ShieldRule;
  and(...rules: readonly ShieldRule[]): ShieldRule;
  readonly deny: ShieldRule;
}

/*
 * graphql-shield's one importer. What isn't exported here isn't sound:
 *
 * - `shield()` itself, a schema middleware: a federation gateway never calls resolvers, so it would enforce
 *   nothing; its fallback allows, and rules on interfaces are ignored.
 * - `not`: a rule that throws answers false, and `not` turns that into true.
 * - `chain` and `race` call `util.isUndefined`, which Node has removed: they throw from Node 23 on. The ESM
 *   build imports it, and so doesn't load there at all; hence the CommonJS build.
 * - `or` is sound, but needless: the roles of one `@role` are one rule.
 * - `inputRule` and the caches: `contextual` shares one answer between rules of one name, `strict` keys on a
 *   hash of arguments, and both live on the context object. Every rule here has `no_cache`.
 */
const shield = parseShield(createRequire(import.meta.url)('graphql-shield'));

/** A rule. An answer other than `true`, a rejection or a throw denies. */
export function rule(
  name: string,
  decide: (caller: RuleCaller) => boolean | Promise<boolean>,
): ShieldRule {
  return shield.rule(name, { cache: 'no_cache' })((_parent, _args, caller) => decide(caller));
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
  return isFunction('rule') && isFunction('and') && typeof exported.get('deny') === 'object';
}
