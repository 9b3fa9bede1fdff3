import { useState } from 'react';
import { applyScheme, keptScheme } from '../style/scheme.ts';

/** Chooses the color scheme. */
export function SchemeChoice() {
  const [scheme, setScheme] = useState(keptScheme);
  return (
    <select
      className="select compact"
      aria-label="Colors"
      value={scheme}
      onChange={({ target }) => {
        const chosen = SCHEMES.find((known) => known === target.value) ?? 'system';
        applyScheme(chosen);
        setScheme(chosen);
      }}
    >
      <option value="system">System colors</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  );
}

const SCHEMES = ['system', 'light', 'dark'] as const;
