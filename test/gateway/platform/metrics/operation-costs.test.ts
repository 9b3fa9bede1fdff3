import { describe, expect, it } from '@jest/globals';
import { createOperationCosts } from '../../../../gateway/platform/metrics/operation-costs.ts';

const HEADINGS = 'operation,hash,requests,mean estimate,mean cost,largest cost,cost per estimate\n';

describe('the costs of operations', () => {
  it('are printed as headings without a line before the first operation', () => {
    expect(createOperationCosts().print()).toBe(HEADINGS);
  });

  it('have the means and the largest cost of each operation, with the operation whose estimates are farthest off first', () => {
    const costs = createOperationCosts();
    costs.add({ hash: 'a1', name: 'Chart', estimated: 100, actual: 90 });
    costs.add({ hash: 'b2', name: null, estimated: 400, actual: 2 });
    costs.add({ hash: 'b2', name: null, estimated: 200, actual: 4 });
    costs.add({ hash: 'b2', name: 'Labs', estimated: 10, actual: 300 });
    expect(costs.print()).toBe(
      `${HEADINGS},b2,2,300,3,4,0.010\nLabs,b2,1,10,300,300,30.000\nChart,a1,1,100,90,90,0.900\n`,
    );
  });

  it('forget the operation that ran longest ago when a thousand others have run since', () => {
    const costs = createOperationCosts();
    for (let index = 0; index <= 1_000; index += 1)
      costs.add({ hash: `h${index}`, name: null, estimated: 0, actual: 0 });
    const hashes = costs
      .print()
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[1]);
    expect(hashes).toHaveLength(1_000);
    expect(hashes).not.toContain('h0');
  });

  it('count an operation whose estimated and actual cost are 0 as estimated exactly', () => {
    const costs = createOperationCosts();
    costs.add({ hash: 'a1', name: 'Kind', estimated: 0, actual: 0 });
    expect(costs.print()).toContain('Kind,a1,1,0,0,0,1.000\n');
  });
});
