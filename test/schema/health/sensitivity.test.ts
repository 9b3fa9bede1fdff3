import { describe, expect, it } from '@jest/globals';

import { sensitivityOf } from '../../../schema/health/sensitivity.ts';
import type { CodedText, Sensitivity } from '../../../schema/health/sensitivity.ts';

describe('the sensitivity class of a medical record', () => {
  it.each<[Sensitivity, string | null, string | null]>([
    ['mental-health', '370143000', 'Major depressive disorder (disorder)'],
    ['mental-health', '370143000', null],
    ['mental-health', '55758-7', 'Patient Health Questionnaire 2 item (PHQ-2) total score'],
    ['mental-health', 'local-1', 'Generalised ANXIETY'],
    ['mental-health', '312938', 'sertraline 100 MG Oral Tablet'],
    ['substance-use', '7200002', 'Alcoholism (disorder)'],
    ['substance-use', '56876005', 'Drug rehabilitation and detoxification'],
    ['substance-use', 'local-2', 'Buprenorphine 2 MG'],
    ['substance-use', '10939881000119104', 'Unhealthy alcohol drinking behavior (finding)'],
    ['substance-use', '82667-7', 'Total score [DAST-10]'],
    ['general', '59621000', 'Essential hypertension (disorder)'],
    ['general', '72166-2', 'Tobacco smoking status NHIS'],
    ['general', '314076', 'lisinopril 10 MG Oral Tablet'],
    ['general', null, null],
  ])('is %s by the code %s or the text %j', (expected, code, text) => {
    expect(sensitivityOf({ code, text })).toBe(expected);
  });

  it("is the stricter one of the record's code and its reason", () => {
    const general: CodedText = { code: '50849002', text: 'Emergency room admission (procedure)' };
    const depression: CodedText = { code: '370143000', text: 'Major depressive disorder' };
    const overdose: CodedText = { code: '55680006', text: 'Drug overdose' };
    expect(sensitivityOf(general, depression)).toBe('mental-health');
    expect(sensitivityOf(general, overdose)).toBe('substance-use');
    expect(sensitivityOf(depression, overdose)).toBe('substance-use');
  });
});
