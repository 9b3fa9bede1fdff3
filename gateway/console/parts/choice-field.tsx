import { useId } from 'react';

/**
 * Chooses one of a list of codes, shown in words. It is the browser's own list: nothing is better known to
 * telephones and screen readers, and none of it needs a style that the page's policy forbids.
 */
export function ChoiceField({
  label,
  words,
  hasAny = true,
  value,
  onChange,
}: {
  readonly label: string;
  readonly words: ReadonlyMap<string, string>;
  /** Whether none of them may be chosen. */
  readonly hasAny?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  const isKnown = value === '' || words.has(value);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="select"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      >
        {hasAny && <option value="">any</option>}
        {!isKnown && <option value={value}>{value}</option>}
        {[...words].map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
