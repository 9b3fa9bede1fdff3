import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';

/** The periods of reports, in days. */
export const PERIODS = [7, 30, 90] as const;

/** Chooses the period. */
export function Period({
  days,
  onChange,
}: {
  readonly days: number;
  readonly onChange: (days: number) => void;
}) {
  return (
    <ToggleButtonGroup
      aria-label="Period"
      className="toggle-group"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[String(days)]}
      onSelectionChange={(keys) => {
        for (const key of keys) onChange(Number(key));
      }}
    >
      {PERIODS.map((period) => (
        <ToggleButton key={period} id={String(period)} className="toggle">
          {period} days
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
