import { describe, expect, it } from '@jest/globals';
import { COMPOSITION_RULES } from '../../../schema/lint/composition-rules.ts';
import { RULES } from '../../../schema/lint/rules.ts';

describe('the lint rules', () => {
  it('have the listed codes and severities, and composition rules the severity error', () => {
    const own = RULES.filter((rule) => !COMPOSITION_RULES.includes(rule));
    expect(own.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'PHI_NOBODY error',
      'ROLE_UNKNOWN error',
      'PHI_UNMARKED warning',
      'PHI_JSON_UNMARKED warning',
      'PHI_FILTER_UNMARKED warning',
      'PHI_NON_NULL warning',
      'PHI_KEY warning',
      'PHI_ENUM_VALUE warning',
      'PHI_LIST_COUNT warning',
      'PHI_MEMBER warning',
      'PATIENT_MISSING warning',
      'PATIENT_PATH_HOP warning',
      'PATIENT_LIST_COUNT warning',
      'AGE_BESIDE_BIRTH warning',
      'PATIENT_UNBOUND warning',
      'PATIENT_UNCONFIRMED warning',
      'PATIENT_BESIDE_ID warning',
      'RECORD_SHOWN warning',
      'RECORD_UNTIED warning',
      'SUPPRESSION_INVALID error',
      'SUPPRESSION_UNUSED warning',
    ]);
    expect(COMPOSITION_RULES.every(({ severity }) => severity === 'error')).toBe(true);
  });

  it('have distinct codes', () => {
    expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
  });

  it.each(RULES.map((rule) => [rule.code, rule] as const))(
    '%s has a title and a help text',
    (_code, rule) => {
      expect(rule.title).toMatch(/^[A-Z@][^.]{10,80}$/);
      expect(rule.help.length).toBeGreaterThan(100);
      expect(rule.help.trim()).toBe(rule.help);
    },
  );
});
