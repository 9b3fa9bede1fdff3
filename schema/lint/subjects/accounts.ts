import type { TypeModel } from '../../../directives/marks/graph.ts';
import { wordsOf } from '../words.ts';
import type { Ground } from './subject.ts';
import { carriedBy, type TypeShape } from './type-shape.ts';

/**
 * The types for persons who sign in: those with a password, beside a token, or returned by a field such as `me` or `login`.
 */
export function findAccounts(
  all: readonly TypeShape[],
  { compiled: { graph, hierarchy }, shapeOf }: Pick<Ground, 'compiled' | 'shapeOf'>,
): ReadonlySet<TypeModel> {
  const found = new Set<TypeModel>();
  const add = (types: readonly TypeModel[]) => {
    for (const type of types)
      if (isPersonKind(shapeOf(type)) && !type.kinds.has('input')) found.add(type);
  };
  for (const { base, leaves, links } of all) {
    const words = [...leaves.keys()].flatMap(wordsOf);
    if (words.includes('password'))
      add(all.flatMap((one) => (one.base === base ? [one.type] : [])));
    if (words.some((word) => TOKENS.has(word))) add(links.flatMap(({ to }) => to));
  }
  for (const root of ['Query', 'Mutation'])
    for (const [name, field] of graph.types.get(root)?.fields ?? []) {
      if (!SIGN_IN.test(wordsOf(name).join(' '))) continue;
      const returned = hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes);
      add(returned.flatMap((type) => [type, ...carriedBy(shapeOf(type), shapeOf)]));
    }
  return found;
}

/**
 * Whether patients sign in with accounts of this type. Where an operator declares who the patients are, others that sign in
 * are staff.
 */
export function canSignIn(
  { type, base }: Pick<TypeShape, 'type' | 'base'>,
  { patientTypes, accounts }: Pick<Ground, 'patientTypes' | 'accounts'>,
): boolean {
  if (patientTypes.size === 0) return true;
  return patientTypes.has(type.name) && (accounts.has(type) || USERS.has(base));
}

/** Whether a type represents a person or a customer by its name. */
export function isPersonKind({ kind }: Pick<TypeShape, 'kind'>): boolean {
  return kind === 'person' || kind === 'customer';
}

/** Names for an account. */
export const USERS: ReadonlySet<string> = new Set(
  wordsOf('user account usuario cuenta conta utilisateur compte benutzer konto pengguna'),
);

const TOKENS: ReadonlySet<string> = new Set(wordsOf('token jwt'));

/** Whether a field such as `me` or `profile` returns one of the staff. */
export function staffSignsIn({
  compiled: { graph, hierarchy },
  shapeOf,
}: Pick<Ground, 'compiled' | 'shapeOf'>): boolean {
  return ['Query', 'Mutation'].some((root) =>
    [...(graph.types.get(root)?.fields ?? [])].some(
      ([name, field]) =>
        OWN_ACCOUNT.test(wordsOf(name).join(' ')) &&
        hierarchy
          .valueTypes(field)
          .flatMap(hierarchy.objectTypes)
          .some((type) => shapeOf(type).kind === 'staff'),
    ),
  );
}

const OWN_ACCOUNT = /^(?:get |update |my )*(?:me|viewer|whoami|profile|account|current user)$/;

/** Names of fields that return the caller, or sign them in. */
const SIGN_IN =
  /^(?:get )?(?:me|viewer|whoami|my profile|my account|current user|logged in user)$|^(?:user )?(?:log ?in|sign ?in|sign ?up|register)(?: user)?$/;
