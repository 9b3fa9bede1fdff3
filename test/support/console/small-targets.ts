/**
 * A script for the browser: the visible buttons, fields and summaries that are smaller than 24 by 24 pixels and so close to
 * another target that a circle of 24 pixels around their center reaches it (WCAG 2.2, 2.5.8). Links are left out, since
 * most stand in a sentence. The rule of axe does not find buttons within a line of text.
 */
export const SMALL_TARGETS = `(() => {
  const targets = [...document.querySelectorAll('a, button, input, select, textarea, summary')]
    .filter((target) => target.checkVisibility() && target.closest('.visually-hidden, details:not([open]) > :not(summary)') === null)
    .map((target) => ({ target, box: (target.closest('label') ?? target).getBoundingClientRect() }));
  const isSmall = ({ box }) => box.width < 24 || box.height < 24;
  const reaches = (one, other) => {
    const [x, y] = [one.box.x + one.box.width / 2, one.box.y + one.box.height / 2];
    const nearX = Math.max(other.box.left, Math.min(x, other.box.right));
    const nearY = Math.max(other.box.top, Math.min(y, other.box.bottom));
    return Math.hypot(nearX - x, nearY - y) < 12;
  };
  return targets
    .filter(({ target }) => target.tagName !== 'A')
    .filter((one) => isSmall(one) && targets.some((other) => other.target !== one.target && reaches(one, other)))
    .map(({ target }) => target.outerHTML.slice(0, 150));
})()`;
