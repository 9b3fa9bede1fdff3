/** Light, dark, or as the system has it. */
export type Scheme = 'system' | 'light' | 'dark';

const KEY = 'phi-console-scheme';

/** What was chosen in this browser. */
export function keptScheme(): Scheme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Shows the page so, now and next time. */
export function applyScheme(scheme: Scheme): void {
  if (scheme === 'system') {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset['scheme'];
  } else {
    localStorage.setItem(KEY, scheme);
    document.documentElement.dataset['scheme'] = scheme;
  }
}
