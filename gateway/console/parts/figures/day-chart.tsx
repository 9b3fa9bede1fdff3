import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Count } from '../../api/operations.types.ts';
import { dayWords, shortDay } from '../../words/times.ts';
import { whole } from '../../words/numbers.ts';
import type { Measure } from './days.ts';

/**
 * A bar chart of one measure by day, with its own scale. Arrow keys move between days. The table of days has the same
 * figures.
 */
export function DayChart({
  days,
  measure,
  label,
}: {
  readonly days: readonly Count[];
  readonly measure: Measure;
  readonly label: string;
}) {
  const words = (value: unknown): [string, string] => [whole(Number(value)), label];
  return (
    <ResponsiveContainer width="100%" height={116} initialDimension={{ width: 320, height: 116 }}>
      <BarChart
        data={[...days]}
        margin={{ top: 6, right: 4, bottom: 0, left: 0 }}
        title={`${label} by day`}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="key"
          tickFormatter={shortDay}
          tick={TICK}
          tickLine={false}
          axisLine={AXIS}
          minTickGap={36}
        />
        <YAxis
          width={40}
          allowDecimals={false}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          tickCount={4}
        />
        <Tooltip
          cursor={CURSOR}
          isAnimationActive={false}
          formatter={words}
          labelFormatter={(day) => (typeof day === 'string' ? dayWords(day) : '')}
          contentStyle={TIP}
          itemStyle={TIP_TEXT}
        />
        <Bar
          dataKey={measure}
          name={label}
          fill={`var(--chart-${measure})`}
          isAnimationActive={false}
          maxBarSize={18}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: 'var(--faint)', fontSize: 11 };
const AXIS = { stroke: 'var(--line-strong)' };
const CURSOR = { fill: 'var(--hover)' };
const TIP = {
  background: 'var(--surface)',
  border: '1px solid var(--line-strong)',
  borderRadius: 4,
  color: 'var(--text)',
  fontSize: 12,
};
const TIP_TEXT = { color: 'var(--text)' };
