import { useEffect, useRef } from 'react';
import type { FocusEvent, KeyboardEvent, ReactNode } from 'react';
import type { EntryAction } from './queue-card.tsx';

/** What a key does with the entry that has the focus. */
const KEYS: Readonly<Record<string, EntryAction>> = {
  s: 'start',
  a: 'assign',
  m: 'comment',
  u: 'suppress',
  c: 'close',
};

/**
 * A list of entries with keys for those who work on it all day: `j` and `k` move between entries, and others act on the
 * entry with the focus. They work only while the focus is in the list (WCAG 2.2, 2.1.4). If the entry with the focus
 * leaves the list, such as when it is closed, the focus moves to the one that takes its place.
 */
export function EntryKeys({
  ids,
  onAct,
  children,
}: {
  /** The ids of the entries, in their order. */
  readonly ids: readonly string[];
  readonly onAct: (action: EntryAction, id: string) => void;
  readonly children: ReactNode;
}) {
  const list = useRef<HTMLElement>(null);
  /** The position of the entry that has the focus, or had it when it left the list. */
  const focused = useRef(-1);
  const shown = ids.join(' ');
  useEffect(() => {
    if (focused.current === -1 || document.activeElement !== document.body) return;
    const cards = cardsOf(list.current);
    cards[Math.min(focused.current, cards.length - 1)]?.focus();
  }, [shown]);
  const follow = ({ target, currentTarget }: FocusEvent<HTMLElement>) => {
    focused.current = cardsOf(currentTarget).findIndex((card) => card.contains(target));
  };
  const leave = ({ target }: FocusEvent<HTMLElement>) => {
    if (target.isConnected) focused.current = -1;
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const { key, target, currentTarget, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return;
    const cards = cardsOf(currentTarget);
    const at = cards.findIndex((card) => card.contains(target));
    const step = key === 'j' ? 1 : key === 'k' ? -1 : 0;
    const id = ids[at];
    const action = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (step !== 0) cards[at + step]?.focus();
    else if (action !== undefined && id !== undefined) onAct(action, id);
    else return;
    event.preventDefault();
  };
  return (
    <section
      ref={list}
      className="entries"
      aria-label="Entries"
      onKeyDown={press}
      onFocus={follow}
      onBlur={leave}
    >
      <p className="faint keys">
        With the focus in the list: <kbd>j</kbd> next, <kbd>k</kbd> previous, <kbd>s</kbd> start
        review, <kbd>a</kbd> assign, <kbd>m</kbd> comment, <kbd>u</kbd> suppress, <kbd>c</kbd> close
        all.
      </p>
      {children}
    </section>
  );
}

function cardsOf(list: HTMLElement | null): readonly HTMLElement[] {
  return [...(list?.querySelectorAll('article') ?? [])];
}
