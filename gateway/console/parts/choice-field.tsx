import { useId } from 'react';

/**
 * Chooses a code, shown in words. It is a native select: phones and screen readers support it best, and it needs no
 * inline style, which the page's policy forbids.
 */
export function ChoiceField({
  label,
  choices,
  hasAny = true,
  value,
  onChange,
}: {
  readonly label: string;
  readonly choices: Iterable<readonly [code: string, text: string]>;
  /** Whether there is a choice for any code, whose value is empty. */
  readonly hasAny?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  const options = [...choices];
  const isKnown = value === '' || options.some(([code]) => code === value);
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
        {options.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
