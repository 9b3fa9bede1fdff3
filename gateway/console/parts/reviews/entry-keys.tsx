import type { KeyboardEvent, ReactNode } from 'react';
import type { EntryAction } from './queue-card.tsx';

/** What a key does with the entry that has the focus. */
const KEYS: Readonly<Record<string, EntryAction>> = {
  s: 'start',
  a: 'assign',
  m: 'comment',
  c: 'close',
};

/**
 * A list of entries with keys for those who work on it all day: `j` and `k` move between entries, and others act on the
 * entry with the focus. They work only while the focus is in the list (WCAG 2.2, 2.1.4).
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
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const { key, target, currentTarget, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return;
    const cards = [...currentTarget.querySelectorAll('article')];
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
    <section className="entries" aria-label="Entries" onKeyDown={press}>
      <p className="faint keys">
        With the focus in the list: <kbd>j</kbd> next, <kbd>k</kbd> previous, <kbd>s</kbd> start
        review, <kbd>a</kbd> assign, <kbd>m</kbd> comment, <kbd>c</kbd> close all.
      </p>
      {children}
    </section>
  );
}
