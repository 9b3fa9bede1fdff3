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

  it('never turns inserted text into markup', () => {
    const expected = marks(write(''));
    assert(
      property(anyText, (text) => {
        expect(marks(write(text))).toBe(expected);
      }),
    );
  });
});
