import type { AuthorizationOptions } from '../../../gateway/pipeline/graph/authorization-options.ts';
import { limitedBy, type RandomCaller } from './random-caller.ts';

/** Callers with one role, name or scope less, or without an app. */
export function* smallerCallers(
  caller: RandomCaller,
  { scopes: tables }: Pick<AuthorizationOptions, 'scopes'>,
): Generator<RandomCaller> {
  const { roles, held, decided, app } = caller;
  if (app !== null) yield { ...caller, app: null, levels: null };
  for (const each of without(roles)) yield { ...caller, roles: each };
  for (const scopes of without(held.scopes)) yield { ...caller, held: { ...held, scopes } };
  for (const policies of without(held.policies))
    yield {
      ...caller,
      held: { ...held, policies },
      decided: decided.filter((name) => policies.includes(name)),
    };
  if (app === null) return;
  for (const scopes of without(app.scopes)) {
    const less = { ...app, scopes };
    yield { ...caller, app: less, levels: limitedBy(less, tables).levels };
  }
}

function without<Item>(items: readonly Item[]): Item[][] {
  return items.map((_item, index) => items.toSpliced(index, 1));
}
