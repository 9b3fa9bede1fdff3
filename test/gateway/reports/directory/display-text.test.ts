import { describe, expect, it } from '@jest/globals';
import { displayDay, displayText } from '../../../../gateway/reports/directory/display-text.ts';
import { searchText } from '../../../../gateway/reports/directory/search-text.ts';

describe('a name from the directory', () => {
  it.each([
    ['Zoë O’Brien-Łukasz', 'Zoë O’Brien-Łukasz'],
    ['  Ann \t\r\n Low\u2028 ', 'Ann Low'],
    // RIGHT-TO-LEFT OVERRIDE would show the rest of the line in reverse.
    ['Ann \u202Eneh\u2066p\u2069etS', 'Ann nehpetS'],
    ['a\u0000b\u001B[31mc\uD800', 'ab[31mc'],
    // A zero-width non-joiner belongs to the spelling of Persian names.
    ['علی‌رضا', 'علی‌رضا'],
    ['\u200b\u2060 \ufeff', null],
    // More marks than a script has on one character would cover the lines around it.
    [`A${'\u0353'.repeat(200)}nn`, `A${'\u0353'.repeat(4)}nn`],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['', null],
    ['\u202E \u0007', null],
    [null, null],
    [undefined, null],
  ])('%j is shown as %j', (name, shown) => {
    expect(displayText(name)).toBe(shown);
  });

  it('is cut after 120 characters, never within one', () => {
    const shown = displayText('👩🏽‍⚕️'.repeat(10_000)) ?? '';
    expect(shown).toMatch(/^.{121}$/su);
    expect(shown).toMatch(/…$/);
    expect(shown).not.toMatch(/\p{Surrogate}/u);
    expect(displayText('x'.repeat(120))).toHaveLength(120);
  });
});

describe('a birth date from the directory', () => {
  it.each([
    ['1972-12-05', '1972-12-05'],
    ['1972-12-05T00:00:00Z', '1972-12-05'],
    ['1972-13-05', null],
    ['12/05/1972', null],
    ['1972-12-05<b>', null],
    [null, null],
  ])('%j is shown as %j', (date, shown) => {
    expect(displayDay(date)).toBe(shown);
  });
});

describe('the text of a search', () => {
  it.each([
    ['  sofía   ober ', 'sofía ober'],
    ['Sofi\u0301a', 'Sofía'],
    ['12/5/1972', '1972-12-05'],
    ['low 12/05/1972', 'low 1972-12-05'],
    ['MR00123', 'MR00123'],
    ['李明', '李明'],
    ['a', null],
    [' a ', null],
    ['', null],
    ['x'.repeat(101), null],
  ])('%j is sent as %j', (typed, text) => {
    expect(searchText(typed)).toBe(text);
  });
});
