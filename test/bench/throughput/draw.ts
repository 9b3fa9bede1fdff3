import { createRequire } from 'node:module';
import { packageFile } from '../../../schema/package-file.ts';
import { median } from '../median.ts';

/** The part of ECharts that is used. https://echarts.apache.org/handbook/en/how-to/cross-platform/server */
interface ECharts {
  readonly init: (
    element: null,
    theme: null,
    options: object,
  ) => {
    readonly setOption: (option: object) => void;
    readonly renderToSVGString: () => string;
  };
}

export interface Drawn {
  readonly workload: string;
  readonly target: string;
  readonly perCpuSecond: number;
}

/** Loads ECharts, which is installed with the other gateways. */
export function loadECharts(): ECharts {
  const peers = createRequire(packageFile('test/bench/throughput/peers/package.json'));
  return peers('echarts') as ECharts;
}

/** Draws medians as bars, one group per workload, as multiples of `vanilla`; returns an SVG. */
export function drawRounds(rounds: readonly Drawn[]): string {
  const chart = loadECharts().init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: 900,
    height: 420,
  });
  const workloads = [...new Set(rounds.map(({ workload }) => workload))];
  const targets = [...new Set(rounds.map(({ target }) => target))];
  const middle = (workload: string, target: string) =>
    median(
      rounds
        .filter((round) => round.workload === workload && round.target === target)
        .map(({ perCpuSecond }) => perCpuSecond),
    );
  chart.setOption({
    animation: false,
    legend: {},
    xAxis: { type: 'category', data: workloads },
    yAxis: { type: 'log', name: 'requests per CPU second, × vanilla' },
    series: targets.map((target) => ({
      name: target,
      type: 'bar',
      label: { show: true, position: 'top' },
      data: workloads.map((workload) =>
        Number((middle(workload, target) / middle(workload, 'vanilla')).toFixed(2)),
      ),
    })),
  });
  return chart.renderToSVGString();
}
