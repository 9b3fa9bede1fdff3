import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { assert, property, string } from 'fast-check';
import { html } from '../../../../../schema/html.ts';
import { facts, table, writePage } from '../../../../../gateway/reports/formats/html/write-page.ts';
import { anyText } from '../../../../support/any-text.ts';

const marks = (markup: string) => markup.replaceAll(/[^<>"']/gu, '');

function page(title: string, text: string): string {
  const body = html`${facts([[title, text]])}${table('keys', [title], [[text]])}
    <p title="${text}"></p>`;
  return writePage({ title, body, footer: text });
}

describe('an HTML page of a report', () => {
  it('has no script, no form and no external resource, and a content security policy that forbids all by default', () => {
    const text = page('a', 'b');
    expect(text).not.toMatch(
      /<script|<link|<img|<iframe|<form|javascript:|https?:|url\(|@import/iu,
    );
    expect(text).toContain('content="default-src &#39;none&#39;; style-src &#39;sha256-');
  });

  it('has one style sheet, allowed by its hash in the content security policy, and no style attributes', () => {
    const text = page('a', 'b');
    const [, style = ''] = /<style>(.*)<\/style>/su.exec(text) ?? [];
    expect(text).toContain(`&#39;sha256-${hash('sha256', style, 'base64')}&#39;`);
    expect(text).not.toMatch(/ style=/u);
  });

  it('escapes markup in all inserted text', () => {
    const expected = marks(page('', ''));
    assert(
      property(anyText, string(), (one, two) => {
        expect(marks(page(one, two))).toBe(expected);
      }),
    );
  });
});
