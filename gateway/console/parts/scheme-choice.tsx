import { useState } from 'react';
import { applyScheme, keptScheme } from '../style/scheme.ts';
import { useWords } from '../words/words-context.ts';

/** Chooses the color scheme. */
export function SchemeChoice() {
  const { shell } = useWords();
  const [scheme, setScheme] = useState(keptScheme);
  return (
    <select
      className="select compact"
      aria-label={shell.colors}
      value={scheme}
      onChange={({ target }) => {
        const chosen = SCHEMES.find((known) => known === target.value) ?? 'system';
        applyScheme(chosen);
        setScheme(chosen);
      }}
    >
      {SCHEMES.map((each) => (
        <option key={each} value={each}>
          {shell.schemes[each]}
        </option>
      ))}
    </select>
  );
}

const SCHEMES = ['system', 'light', 'dark'] as const;
