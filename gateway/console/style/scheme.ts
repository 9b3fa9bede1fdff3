/** The color scheme: light, dark, or that of the system. */
export type Scheme = 'system' | 'light' | 'dark';

const KEY = 'phi-console-scheme';

/** The scheme that was chosen in this browser. */
export function keptScheme(): Scheme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Applies a scheme and stores it for the next visit. */
export function applyScheme(scheme: Scheme): void {
  if (scheme === 'system') {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset['scheme'];
  } else {
    localStorage.setItem(KEY, scheme);
    document.documentElement.dataset['scheme'] = scheme;
  }
}
