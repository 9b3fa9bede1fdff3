import { CATEGORIES, type Category } from '../../../../directives/spec.ts';
import type { Suggestion } from '../../../../schema/lint/finding.ts';
import { itemText, HELP, rolesText, typeText } from './tag-text.ts';
import type { Decision, TagItem } from './tag-item.ts';

/** What a walk through the items needs. */
export interface WalkOptions {
  /** The answer to a question; null at the end of the input. */
  readonly ask: (question: string) => Promise<string | null>;
  readonly print: (text: string) => void;
  /** Where an item is in its author's file, and its line there. */
  readonly placeOf: (item: TagItem) => { readonly place: string; readonly source: string };
  /** The configured roles; null if they are unknown. */
  readonly knownRoles: readonly string[] | null;
  /** The roles that were chosen last, by category; `any` of whatever category. */
  readonly lastRoles: Map<Category | 'any', readonly string[]>;
  /** Called after the last item of a type, and at the end of the walk. */
  readonly save: (decisions: ReadonlyMap<TagItem, Decision>) => void;
}

/** The decisions of a walk. */
export interface Walked {
  readonly decisions: ReadonlyMap<TagItem, Decision>;
  /** Whether the author ended it before its end. */
  readonly isEnded: boolean;
}

/** Asks for each item what it is, until all are decided or the author or the input ends. */
export async function walk(items: readonly TagItem[], options: WalkOptions): Promise<Walked> {
  const decisions = new Map<TagItem, Decision>();
  let at = 0;
  let shownType: string | null = null;
  while (at < items.length) {
    const item = items[at];
    if (!item) break;
    if (item.type !== shownType) {
      if (shownType !== null) options.save(decisions);
      shownType = item.type;
      options.print(typeText(item, items));
    }
    const step = await askFor(item, options);
    if (step === 'end') {
      options.save(decisions);
      return { decisions, isEnded: true };
    }
    if (step === 'back') {
      at = Math.max(0, at - 1);
      const before = items[at];
      if (before) decisions.delete(before);
      continue;
    }
    const rest = step.isForType ? items.slice(at).filter(({ type }) => type === item.type) : [item];
    for (const each of rest) decisions.set(each, step.decide(each));
    at += rest.length;
  }
  options.save(decisions);
  return { decisions, isEnded: false };
}

type Step =
  'end' | 'back' | { readonly isForType: boolean; readonly decide: (item: TagItem) => Decision };

const SKIP: Decision = { kind: 'skip' };

/** Asks about one item until the answer decides it. */
async function askFor(item: TagItem, options: WalkOptions): Promise<Step> {
  let suggestion = withLastRoles(item.suggestion, options);
  for (;;) {
    options.print(itemText(item, { suggestion, ...options.placeOf(item) }));
    const answer = await options.ask('> ');
    if (answer === null) return 'end';
    const [, command = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(answer) ?? [];
    switch (command) {
      case '':
      case 'a':
      case 'A': {
        const decision = await accept(suggestion, options);
        if (decision === 'end') return 'end';
        if (decision === null) break;
        if (command !== 'A') return once(decision);
        const roles = decision.kind === 'mark' ? decision.roles : null;
        return {
          isForType: true,
          decide: (each) => (each === item ? decision : acceptedWith(each.suggestion, roles)),
        };
      }
      case 'c': {
        if (isPath(suggestion)) {
          options.print('The path of a type has no category: accept it, or skip it.\n');
          break;
        }
        const chosen = await askCategory(rest, options);
        if (chosen === 'end') return 'end';
        if (chosen !== null) {
          const given = item.suggestion.kind === 'mark' ? item.suggestion.roles : null;
          suggestion = withLastRoles({ kind: 'mark', categories: [chosen], roles: given }, options);
        }
        break;
      }
      case 'r': {
        if (suggestion.kind === 'patient') {
          options.print('@patient has no roles: accept it, or choose a category first.\n');
          break;
        }
        const chosen = rest === '' ? await askRoles(options) : readRoles(rest, options);
        if (chosen === 'end') return 'end';
        if (chosen !== null) suggestion = { ...suggestion, roles: chosen };
        break;
      }
      case 'n':
      case 'N': {
        const reason = rest === '' ? await options.ask('why is it not PHI? ') : rest;
        if (reason === null) return 'end';
        if (reason.trim() !== '')
          return { isForType: command === 'N', decide: () => ({ kind: 'suppress', reason }) };
        options.print('A reason is required: reviewers read it.\n');
        break;
      }
      case 's':
        return once(SKIP);
      case 'S':
        return { isForType: true, decide: () => SKIP };
      case 'b':
        return 'back';
      case 'q':
        return 'end';
      default:
        options.print(HELP);
    }
  }
}

function once(decision: Decision): Step {
  return { isForType: false, decide: () => decision };
}

/** Whether a suggestion is the path of a type, which no category replaces. */
function isPath(suggestion: Suggestion): boolean {
  return suggestion.kind === 'patient' && suggestion.path !== null;
}

/** With the roles of the finding, else those last chosen for the category, else those last chosen. */
function withLastRoles(suggestion: Suggestion, { lastRoles }: WalkOptions): Suggestion {
  if (suggestion.kind === 'patient' || suggestion.roles) return suggestion;
  const last = lastRoles.get(suggestion.categories[0] ?? 'any') ?? lastRoles.get('any');
  return { ...suggestion, roles: last ? [last] : null };
}

type Accepted = Exclude<Decision, { readonly kind: 'suppress' | 'skip' }>;

/** What a suggestion becomes, with roles that are asked for if it has none; null if they are unknown. */
async function accept(
  suggestion: Suggestion,
  options: WalkOptions,
): Promise<Accepted | 'end' | null> {
  if (suggestion.kind === 'patient') return suggestion;
  const { categories } = suggestion;
  const roles = suggestion.roles ?? (await askRoles(options));
  if (roles === 'end' || roles === null) return roles;
  remember(roles, categories, options);
  return { kind: 'mark', categories, roles };
}

/** What a suggestion becomes without a question. Without roles, they are left to fill in. */
function acceptedWith(
  suggestion: Suggestion,
  roles: readonly (readonly string[])[] | null,
): Accepted {
  return suggestion.kind === 'patient'
    ? suggestion
    : { ...suggestion, roles: suggestion.roles ?? roles ?? [[]] };
}

function remember(
  roles: readonly (readonly string[])[],
  categories: readonly Category[],
  { lastRoles }: WalkOptions,
): void {
  const [first, ...others] = roles;
  if (!first || others.length > 0) return;
  lastRoles.set(categories[0] ?? 'any', first);
  lastRoles.set('any', first);
}

async function askRoles({ ask, print, knownRoles }: WalkOptions) {
  const answer = await ask(`${rolesText(knownRoles)} `);
  return answer === null ? 'end' : readRoles(answer, { print, knownRoles });
}

/** One list of roles; null if one is unknown. */
function readRoles(
  text: string,
  { print, knownRoles }: Pick<WalkOptions, 'print' | 'knownRoles'>,
): readonly (readonly string[])[] | null {
  const roles = [...new Set(text.split(/[\s,]+/).filter((role) => role !== ''))];
  const unknown = roles.filter((role) => knownRoles?.includes(role) === false);
  if (unknown.length === 0) return [roles];
  print(
    `No configured role: ${unknown.join(', ')}. There are ${knownRoles?.join(', ') ?? ''}. Add roles to authorization.reach first.\n`,
  );
  return null;
}

async function askCategory(given: string, { ask, print }: WalkOptions) {
  const answer = given === '' ? await ask(`category (${CATEGORIES.join(', ')}): `) : given;
  if (answer === null) return 'end';
  const wanted = answer.toUpperCase().replaceAll(/[\s-]+/g, '_');
  const found = CATEGORIES.filter((each) => each.startsWith(wanted));
  const exact =
    found.find((each) => each === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (exact) return exact;
  print(`No category ${answer}. There are ${CATEGORIES.join(', ')}.\n`);
  return null;
}
