import { useLocation, useSearch } from 'wouter';
import { PERIODS } from './period.tsx';

/** The period in the address, and a function that changes it. */
export function usePeriod(): readonly [days: number, choose: (days: number) => void] {
  const parameters = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const named = Number(parameters.get('days'));
  const days = PERIODS.find((period) => period === named) ?? 30;
  return [days, (chosen) => navigate(`${path}?days=${chosen}`, { replace: true })];
}
