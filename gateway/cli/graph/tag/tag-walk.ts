import { CATEGORIES } from '../../../../directives/spec.ts';
import type { Suggestion } from '../../../../schema/lint/finding.ts';
import {
  askRoles,
  readRoles,
  rememberRoles,
  withChosenRoles,
  type RoleOptions,
} from './choose-roles.ts';
import { acceptedText, itemText, HELP, typeText } from './tag-text.ts';
import type { Decision, TagItem } from './tag-item.ts';

/** What a walk through the items needs. */
export interface WalkOptions extends RoleOptions {
  readonly print: (text: string) => void;
  /** Where an item is in its author's file, and its line there. */
  readonly placeOf: (item: TagItem) => { readonly place: string; readonly source: string };
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
    const ofType = items.slice(at).filter(({ type }) => type === item.type);
    const step = await askFor(item, ofType, options);
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
    const rest = step.isForType ? ofType : [item];
    const decided = rest.map((each) => [each, step.decide(each)] as const);
    for (const [each, decision] of decided) decisions.set(each, decision);
    if (step.isForType) options.print(acceptedText(decided.map(([, decision]) => decision)));
    at += rest.length;
  }
  options.save(decisions);
  return { decisions, isEnded: false };
}

type Step =
  'end' | 'back' | { readonly isForType: boolean; readonly decide: (item: TagItem) => Decision };

const SKIP: Decision = { kind: 'skip' };

/** Asks about one item until the answer decides it, or it and those of its type that are left. */
async function askFor(
  item: TagItem,
  ofType: readonly TagItem[],
  options: WalkOptions,
): Promise<Step> {
  let suggestion = withChosenRoles(item.suggestion, options);
  let typed: readonly (readonly string[])[] | null = null;
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
        const roles =
          decision.kind === 'mark' ? decision.roles : await askRolesOfMarks(ofType, options);
        if (roles === 'end') return 'end';
        if (roles === null) break;
        return {
          isForType: true,
          decide: (each) =>
            each === item ? decision : acceptedWith(each.suggestion, roles, options),
        };
      }
      case 'c': {
        if (isPath(suggestion)) {
          options.refuse('The path of a type has no category: accept it, or skip it.');
          break;
        }
        const chosen = await askCategory(rest, options);
        if (chosen === 'end') return 'end';
        if (chosen !== null) {
          const given = item.suggestion.kind === 'mark' ? item.suggestion.roles : null;
          suggestion = withChosenRoles(
            { kind: 'mark', categories: [chosen], roles: typed ?? given },
            options,
          );
        }
        break;
      }
      case 'r': {
        if (suggestion.kind === 'patient') {
          options.refuse('@patient has no roles: accept it, or choose a category first.');
          break;
        }
        const chosen = rest === '' ? await askRoles(options) : readRoles(rest, options);
        if (chosen === 'end') return 'end';
        if (chosen !== null) {
          typed = chosen;
          suggestion = { ...suggestion, roles: chosen };
        }
        break;
      }
      case 'n':
      case 'N': {
        const reason = rest === '' ? await options.ask('why is it not PHI? ') : rest;
        if (reason === null) return 'end';
        if (reason.trim() !== '')
          return { isForType: command === 'N', decide: () => ({ kind: 'suppress', reason }) };
        options.refuse('A reason is required: reviewers read it.');
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
      case '?':
        options.print(HELP);
        break;
      default:
        options.refuse(`There is no key ${command}; ? explains them.`);
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
  rememberRoles(roles, categories, options);
  return { kind: 'mark', categories, roles };
}

/** Asks for the roles of the items that are marks without any; an empty list, if there are none such. */
async function askRolesOfMarks(items: readonly TagItem[], options: WalkOptions) {
  const own = items.map(({ suggestion }) => withChosenRoles(suggestion, options));
  return own.some((each) => each.kind === 'mark' && !each.roles) ? askRoles(options) : [];
}

/** What a suggestion becomes without a question: with its own roles or those chosen for its category, else with those given. */
function acceptedWith(
  suggestion: Suggestion,
  roles: readonly (readonly string[])[],
  options: WalkOptions,
): Accepted {
  const own = withChosenRoles(suggestion, options);
  if (own.kind === 'patient') return own;
  if (own.roles) return { ...own, roles: own.roles };
  rememberRoles(roles, own.categories, options);
  return { ...own, roles };
}

async function askCategory(given: string, { ask, refuse }: WalkOptions) {
  const answer = given === '' ? await ask(`category (${CATEGORIES.join(', ')}): `) : given;
  if (answer === null) return 'end';
  const wanted = answer.toUpperCase().replaceAll(/[\s-]+/g, '_');
  const found = CATEGORIES.filter((each) => each.startsWith(wanted));
  const exact =
    found.find((each) => each === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (exact) return exact;
  refuse(`No category ${answer}. There are ${CATEGORIES.join(', ')}.`);
  return null;
}
