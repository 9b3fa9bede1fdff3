import type { RuleQuestion } from './own-rule.ts';

/** A graphql-shield rule, or several joined, as another module's graphql-shield made it. */
export type ForeignRule =
  | { readonly kind: 'leaf'; readonly ask: Ask; readonly fragment: string | null }
  | { readonly kind: 'allow' | 'deny' }
  | { readonly kind: Joining; readonly rules: readonly ForeignRule[] };

type Joining = 'and' | 'or' | 'chain' | 'race' | 'not';

type Ask = (parent: object, args: object, context: object, info: object) => unknown;

/** What a rule says; `fault` where it says nothing that a rule can say, which `not` doesn't turn round. */
type Answer = 'allow' | 'deny' | 'fault';

/**
 * Asks a rule tree, with graphql-shield's meaning of its words but three answers for two: a rule that throws,
 * rejects or answers with anything but a boolean, a text or an error is a fault, and `not` of a fault is one
 * too (graphql-shield's own `not` would allow). Nothing is cached: its caches share one answer between rules of
 * one name.
 */
export async function judgeRule(
  rule: ForeignRule,
  { parent, args, type, field }: RuleQuestion,
  context: object,
): Promise<boolean> {
  const info = Object.freeze({ fieldName: field, parentType: type });
  const judge = async (each: ForeignRule): Promise<Answer> => {
    switch (each.kind) {
      case 'allow':
      case 'deny':
        return each.kind;
      case 'leaf':
        return answerOf(async () => each.ask(parent, args, context, info));
      case 'and':
        return weakest(await Promise.all(each.rules.map(judge)));
      case 'or':
        return strongest(await Promise.all(each.rules.map(judge)));
      case 'chain':
        return weakest(await until(each.rules, judge, 'allow'));
      case 'race':
        return strongest(await until(each.rules, judge, 'deny'));
      case 'not':
        return opposite(weakest(await Promise.all(each.rules.map(judge))));
      default:
        return never(each);
    }
  };
  return (await judge(rule)) === 'allow';
}

async function answerOf(ask: () => Promise<unknown>): Promise<Answer> {
  try {
    const answer = await ask();
    if (answer === true) return 'allow';
    const denies = answer === false || typeof answer === 'string' || answer instanceof Error;
    return denies ? 'deny' : 'fault';
  } catch {
    return 'fault';
  }
}

/** All must allow. Of no rules nobody said anything. */
function weakest(answers: readonly Answer[]): Answer {
  if (answers.includes('deny')) return 'deny';
  return answers.length === 0 || answers.includes('fault') ? 'fault' : 'allow';
}

/** One must allow. */
function strongest(answers: readonly Answer[]): Answer {
  if (answers.includes('allow')) return 'allow';
  return answers.length === 0 || answers.includes('fault') ? 'fault' : 'deny';
}

function opposite(answer: Answer): Answer {
  if (answer === 'fault') return 'fault';
  return answer === 'allow' ? 'deny' : 'allow';
}

/** Asks one after the other, as long as the answer is the given one. */
async function until(
  rules: readonly ForeignRule[],
  judge: (rule: ForeignRule) => Promise<Answer>,
  goesOn: Answer,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const rule of rules) {
    const answer = await judge(rule);
    answers.push(answer);
    if (answer !== goesOn) break;
  }
  return answers;
}

function never(rule: never): never {
  throw new TypeError(`unknown rule ${JSON.stringify(rule)}`);
}
