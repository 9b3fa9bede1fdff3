import type { Category } from '../../../../directives/spec.ts';
import type { Suggestion } from '../../../../schema/lint/finding.ts';
import { printable } from '../../../../schema/printable.ts';

/** The roles that were chosen for each category, and those that were chosen last for any. */
export type ChosenRoles = Map<Category | 'last', readonly string[]>;

/** What a question for roles needs. */
export interface RoleOptions {
  readonly ask: (question: string) => Promise<string | null>;
  /** Called with why an answer is refused. */
  readonly refuse: (reason: string) => void;
  /** The configured roles; null if they are unknown. */
  readonly knownRoles: readonly string[] | null;
  readonly chosenRoles: ChosenRoles;
}

/** The answer that takes the roles that were chosen last. */
const SAME = '=';

/**
 * With the roles of the finding, else those chosen for its category. Roles that were chosen for another category are not
 * suggested: those who see a phone number need not see a diagnosis.
 */
export function withChosenRoles(
  suggestion: Suggestion,
  { chosenRoles }: Pick<RoleOptions, 'chosenRoles'>,
): Suggestion {
  if (suggestion.kind === 'patient' || suggestion.roles) return suggestion;
  const [category] = suggestion.categories;
  const chosen = category && chosenRoles.get(category);
  return { ...suggestion, roles: chosen ? [chosen] : null };
}

/** Asks for one list of roles; null if the answer is refused. */
export async function askRoles(
  options: RoleOptions,
): Promise<readonly (readonly string[])[] | 'end' | null> {
  const { ask, knownRoles, chosenRoles } = options;
  const last = chosenRoles.get('last');
  const choice = knownRoles === null ? 'such as physician, nurse' : choiceText(knownRoles);
  const same = last ? `; ${SAME} for ${last.join(', ')}` : '';
  const answer = await ask(
    printable(`roles that see it in full (${choice}${same}; empty: fill them in later): `),
  );
  return answer === null ? 'end' : readRoles(answer, options);
}

/** One list of roles; null if one is unknown. */
export function readRoles(
  text: string,
  { refuse, knownRoles, chosenRoles }: Omit<RoleOptions, 'ask'>,
): readonly (readonly string[])[] | null {
  if (text.trim() === SAME) {
    const last = chosenRoles.get('last');
    if (last) return [last];
    refuse('No roles were chosen yet.');
    return null;
  }
  const roles = [...new Set(text.split(/[\s,]+/).filter((role) => role !== ''))];
  const unknown = roles.filter((role) => knownRoles?.includes(role) === false);
  if (unknown.length === 0) return [roles];
  refuse(
    `No configured role: ${unknown.join(', ')}. ${knownRoles?.length === 0 ? '' : `There are ${knownRoles?.join(', ')}. `}Add roles to authorization.reach first.`,
  );
  return null;
}

function choiceText(roles: readonly string[]): string {
  return roles.length === 0 ? 'none is configured' : `of ${roles.join(', ')}`;
}

/** Remembers roles as chosen for the categories of a value. */
export function rememberRoles(
  roles: readonly (readonly string[])[],
  categories: readonly Category[],
  { chosenRoles }: Pick<RoleOptions, 'chosenRoles'>,
): void {
  const [only, ...others] = roles;
  if (!only || others.length > 0) return;
  for (const category of categories) chosenRoles.set(category, only);
  if (only.length > 0) chosenRoles.set('last', only);
}
