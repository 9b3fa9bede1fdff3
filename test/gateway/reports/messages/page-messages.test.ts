import { describe, expect, it } from '@jest/globals';
import { ENGLISH_PAGE } from '../../../../gateway/reports/messages/english-page.ts';
import {
  findMessages,
  findPageMessages,
} from '../../../../gateway/reports/messages/find-messages.ts';
import { LANGUAGES } from '../../../../gateway/reports/messages/messages.ts';
import { SPANISH_PAGE } from '../../../../gateway/reports/messages/spanish-page.ts';
import { ENGLISH_WORDS, messagesIn } from '../../../support/letters/messages-in.ts';

/** The same in both languages: names of formats, and a message without a text. */
const SAME = ['files.rows.json', 'failed.requests.canceled.text'];

describe('the messages of a patient’s page', () => {
  it('are complete in each language: the same messages, none of them empty', () => {
    const keys = [...messagesIn(ENGLISH_PAGE).keys()];
    expect(keys.length).toBeGreaterThan(100);
    for (const language of LANGUAGES) {
      const messages = messagesIn(findPageMessages(language));
      expect([...messages.keys()]).toEqual(keys);
      const empty = [...messages].filter(([, text]) => text.trim() === '').map(([key]) => key);
      expect(empty).toEqual(['failed.requests.canceled.text']);
      expect(findMessages(language).language).toBe(language);
    }
  });

  it('have no English text in Spanish', () => {
    const english = messagesIn(ENGLISH_PAGE);
    const spanish = messagesIn(SPANISH_PAGE);
    const same = [...spanish].filter(([key, text]) => english.get(key) === text);
    expect(same.map(([key]) => key).toSorted()).toEqual(SAME.toSorted());
    expect([...spanish].filter(([, text]) => ENGLISH_WORDS.test(text))).toEqual([]);
    // The check finds English.
    expect([...english].filter(([, text]) => ENGLISH_WORDS.test(text)).length).toBeGreaterThan(60);
  });

  it('count one and several', () => {
    expect(ENGLISH_PAGE.record.notProven(1)).toMatch(/^1 entry of .* does not confirm it\./);
    expect(ENGLISH_PAGE.record.notProven(2)).toMatch(/^2 entries of .* does not confirm them\./);
    expect(ENGLISH_PAGE.record.emergencyCount(1, 'May 1')).toContain('once in the last 30 days');
    expect(SPANISH_PAGE.record.emergencyCount(1, '1 de mayo')).toContain('una vez en los últimos');
    expect(SPANISH_PAGE.record.emergencyCount(2, '1 de mayo')).toContain('2 veces');
    for (const count of [1, 2])
      expect(SPANISH_PAGE.record.emergencyCount(count, '1 de mayo, 9:30 a.m.')).toMatch(/ a\.m\.$/);
    expect(SPANISH_PAGE.questions.asked('1 de mayo, 9:30 a.m.')).toMatch(/ a\.m\.$/);
    expect(SPANISH_PAGE.questions.answered('1 de mayo')).toMatch(/ mayo\.$/);
    expect(SPANISH_PAGE.pages.range(1, 20, 12_345)).toBe('1–20 de 12,345');
  });
});
