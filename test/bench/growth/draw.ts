import { loadECharts } from '../throughput/draw.ts';

/** One measured point. */
export interface Drawn {
  readonly dimension: string;
  readonly value: number;
  readonly startSeconds: number;
  readonly startCpuSeconds: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly settledMiB: number;
}

const [WIDTH, HEIGHT, COLUMNS] = [460, 300, 2];

/** Draws one chart per dimension on logarithmic axes: time on the left axis, memory on the right. Returns an SVG. */
export function drawGrowth(
  points: readonly Drawn[],
  timeOf: (dimension: string) => 'startSeconds' | 'cpuMs',
): string {
  const dimensions = [...new Set(points.map(({ dimension }) => dimension))];
  const rows = Math.ceil(dimensions.length / COLUMNS);
  const chart = loadECharts().init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH * COLUMNS,
    height: HEIGHT * rows,
  });
  const series = dimensions.flatMap((dimension, index) => {
    const own = points.filter((point) => point.dimension === dimension);
    const line = (name: string, key: Exclude<keyof Drawn, 'dimension'>, axis: 0 | 1) => ({
      name,
      type: 'line',
      xAxisIndex: index,
      yAxisIndex: 2 * index + axis,
      label: { show: true, formatter: ({ value }: { value: [number, number] }) => `${value[1]}` },
      data: own.map((point) => [point.value, Number(point[key].toPrecision(3))]),
    });
    return [
      line('time', timeOf(dimension), 0),
      line('peak memory, MiB', 'peakMiB', 1),
      line('settled memory, MiB', 'settledMiB', 1),
    ];
  });
  chart.setOption({
    animation: false,
    legend: {},
    grid: dimensions.map((_, index) => ({
      left: WIDTH * (index % COLUMNS) + 60,
      top: HEIGHT * Math.floor(index / COLUMNS) + 60,
      width: WIDTH - 130,
      height: HEIGHT - 110,
    })),
    xAxis: dimensions.map((name, gridIndex) => ({
      type: 'log',
      name,
      nameLocation: 'middle',
      nameGap: 25,
      gridIndex,
    })),
    yAxis: dimensions.flatMap((dimension, gridIndex) => [
      {
        type: 'log',
        name: timeOf(dimension) === 'startSeconds' ? 'start, s' : 'CPU per request, ms',
        gridIndex,
      },
      { type: 'log', name: 'MiB', gridIndex },
    ]),
    series,
  });
  return chart.renderToSVGString();
}
