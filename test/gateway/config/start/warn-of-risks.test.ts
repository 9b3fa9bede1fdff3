import { describe, expect, it } from '@jest/globals';
import type { DateFormat } from '../../../../directives/policy/date-format.ts';
import { warnOfRisks } from '../../../../gateway/config/start/warn-of-risks.ts';
import { createLog } from '../../../../gateway/platform/log.ts';

function warnings(dateScalars: readonly (readonly [string, DateFormat])[]): readonly unknown[] {
  const lines: unknown[] = [];
  warnOfRisks(
    {
      authorization: { mode: 'filter' },
      development: false,
      graph: { dateScalars: new Map(dateScalars) },
    },
    {
      isSupergraphTrusted: false,
      supergraphSdl: 'scalar LocalDate scalar Stamp type Query { a: LocalDate b: Stamp }',
    },
    createLog('debug', {
      write: (line: string) => {
        const { time: _time, level: _level, ...rest } = JSON.parse(line) as Record<string, unknown>;
        lines.push(rest);
      },
    }),
  );
  return lines;
}

describe('the warnings at the start', () => {
  it('name each date scalar of the configuration that no subgraph has, and the scalar that is probably meant', () => {
    expect(
      warnings([
        ['LocaleDate', 'hl7-v2'],
        ['Stamp', 'unix-seconds'],
        ['Quux', 'year'],
      ]),
    ).toEqual([
      {
        msg: 'no subgraph has this date scalar',
        setting: 'graph.dateScalars.LocaleDate',
        coordinate: 'LocalDate',
      },
      { msg: 'no subgraph has this date scalar', setting: 'graph.dateScalars.Quux' },
    ]);
  });

  it('are none without date scalars', () => {
    expect(warnings([])).toEqual([]);
  });
});
