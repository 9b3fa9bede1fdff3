import { RULES } from '../../../schema/lint/rules.ts';

/** The manual of all rules: code, default severity, title and help. */
export function checkRulesText(): string {
  return RULES.map(
    ({ code, severity, title, help }) => `${code} (${severity})\n${title}.\n\n${help}\n`,
  ).join('\n\n');
}
