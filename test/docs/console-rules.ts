import { declarationOf, UNUSUAL_RULES } from '../../gateway/reports/catalog/unusual-rule.ts';

/** The console's words for the rules, which `npm run docs` writes: the console imports nothing of the gateway. */
export const CONSOLE_RULES = 'gateway/console/words/unusual-rules.ts';

/** The words as their declarations state them. */
export function writeConsoleRules(): string {
  const words = UNUSUAL_RULES.map((rule) => `  ${rule}: '${declarationOf(rule).title}',`);
  const suppressible = UNUSUAL_RULES.filter((rule) => declarationOf(rule).isSuppressible);
  return `import type { UnusualRule } from '../api/operations.types.ts';

// Generated from gateway/reports/catalog/unusual-rule.ts by \`npm run docs\`.

/** The rules for unusual access, in a word or two. */
export const UNUSUAL_RULE_WORDS: Readonly<Record<UnusualRule, string>> = {
${words.join('\n')}
};

/** The rules whose cases can be suppressed. */
export const SUPPRESSIBLE_RULES: ReadonlySet<UnusualRule> = new Set<UnusualRule>([
${suppressible.map((rule) => `  '${rule}',`).join('\n')}
]);
`;
}
