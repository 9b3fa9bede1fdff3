import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { assert, property, string } from 'fast-check';
import { html } from '../../../../../gateway/reports/formats/html/html.ts';
import { facts, table, writePage } from '../../../../../gateway/reports/formats/html/write-page.ts';

const marks = (markup: string) => markup.replaceAll(/[^<>"']/gu, '');

describe('HTML from a template', () => {
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

  it('replaces characters that reverse the direction of reading, and NUL', () => {
    expect(html`${'p\u202e1\u0000'}`.markup).toBe('p\ufffd1\ufffd');
  });

  it('gets no further markup from any inserted text', () => {
    const expected = marks(page('', ''));
    assert(
      property(string({ unit: 'binary' }), string(), (one, two) => {
        expect(marks(page(one, two))).toBe(expected);
      }),
    );
  });
});

function page(title: string, text: string): string {
  const body = html`${facts([[title, text]])}${table('keys', [title], [[text]])}
    <p title="${text}"></p>`;
  return writePage({ title, body, footer: text });
}

describe('an HTML page', () => {
  it('has no script, no form and no external resource', () => {
    const text = page('a', 'b');
    expect(text).not.toMatch(
      /<script|<link|<img|<iframe|<form|javascript:|https?:|url\(|@import/iu,
    );
    expect(text).toContain('content="default-src &#39;none&#39;; style-src &#39;sha256-');
  });

  it('has one style, which its content security policy permits by hash', () => {
    const text = page('a', 'b');
    const [, style = ''] = /<style>(.*)<\/style>/su.exec(text) ?? [];
    expect(text).toContain(`&#39;sha256-${hash('sha256', style, 'base64')}&#39;`);
    expect(text).not.toMatch(/ style=/u);
  });
});
