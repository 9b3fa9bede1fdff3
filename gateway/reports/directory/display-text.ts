/** Longer than the name of a person; a longer text would fill the page. */
const START = /^.{0,120}/su;

/**
 * Characters that rewrite what a page shows, or cover it: controls, direction controls, halves of surrogate pairs, and marks
 * beyond the fourth on one character.
 */
const HIDDEN = /[\p{Surrogate}\p{Cc}\p{Bidi_Control}]|[\p{Mn}\p{Me}](?<=[\p{Mn}\p{Me}]{5})/gu;
/** A text without one of these, such as a zero-width space, cannot be seen. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const SPACES = /[\s\p{Zl}\p{Zp}]+/gu;

/**
 * A name of another system as it is displayed: on one line, of bounded length, without characters that change how the
 * text around it looks. Null if nothing visible is left.
 */
export function displayText(value: string | null | undefined): string | null {
  const shown = (value ?? '').replace(SPACES, ' ').replace(HIDDEN, '').trim();
  const [start = ''] = START.exec(shown) ?? [];
  if (!VISIBLE.test(start)) return null;
  return start.length < shown.length ? `${start}…` : shown;
}

/** A day of a date or a time in ISO 8601; null for any other text. */
export function displayDay(value: string | null | undefined): string | null {
  const [day] = /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(value ?? '') ?? [];
  return day === undefined || Number.isNaN(Date.parse(`${day}T00:00:00Z`)) ? null : day;
}
