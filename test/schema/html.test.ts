import { describe, expect, it } from '@jest/globals';
import { assert, property } from 'fast-check';
import { html } from '../../schema/html.ts';
import { anyText } from '../support/any-text.ts';

const write = (text: string) => html`<p title="${text}">${text}</p>`.markup;
const marks = (markup: string) => markup.replaceAll(/[^<>"']/gu, '');

describe('the html template function', () => {
  it('escapes inserted text in elements and attributes', () => {
    const outside = `<img src=x onerror="alert('&')">`;
    expect(html`<p title="${outside}">${outside}</p>`.markup).toBe(
      '<p title="&#60;img src=x onerror=&#34;alert(&#39;&#38;&#39;)&#34;&#62;">&#60;img src=x onerror=&#34;alert(&#39;&#38;&#39;)&#34;&#62;</p>',
    );
  });

  it('keeps nested templates as markup', () => {
    const items = ['<a>', '&'].map((item) => html`<li>${item}</li>`);
    // prettier-ignore
    expect(html`<ul>${items}</ul>${7}`.markup).toBe(
      '<ul><li>&#60;a&#62;</li><li>&#38;</li></ul>7',
    );
  });

  it('replaces NUL and characters that reverse the reading direction', () => {
    expect(html`${'p\u202e1\u0000'}`.markup).toBe('p\ufffd1\ufffd');
  });

  it('replaces marks beyond the fourth on one character, which would cover the lines around it', () => {
    // Letters of Vietnamese and Hebrew, decomposed.
    for (const text of ['e\u0323\u0302', '\u05d1\u05bc\u05b0\u0591'])
      expect(html`${text}`.markup).toBe(text);
    expect(html`${`a${'\u0353'.repeat(6)}b`}`.markup).toBe(`a${'\u0353'.repeat(4)}\ufffd\ufffdb`);
  });

  it('never turns inserted text into markup', () => {
    const expected = marks(write(''));
    assert(
      property(anyText, (text) => {
        expect(marks(write(text))).toBe(expected);
      }),
    );
  });
});
