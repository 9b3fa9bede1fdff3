import { describe, expect, it } from '@jest/globals';
import { MINIMAL, useConfigFolder } from './config-folder.ts';

const { load, problems } = useConfigFolder();

const withDates = (dateScalars: string) =>
  MINIMAL.replace('graph:\n', `graph:\n  dateScalars: ${dateScalars}\n`);

describe('graph.dateScalars', () => {
  it('maps custom scalars to formats, and no scalar by default', () => {
    expect(load(MINIMAL).graph.dateScalars).toEqual(new Map());
    const { graph } = load(withDates('{ LocalDate: iso-8601, __proto__: unix-seconds }'));
    expect([...graph.dateScalars]).toEqual([
      ['LocalDate', 'iso-8601'],
      ['__proto__', 'unix-seconds'],
    ]);
  });

  it.each([
    [
      '{ LocalDate: dd.MM.yyyy }',
      'phi.yaml:3: graph.dateScalars.LocalDate: must be one of iso-8601, hl7-v2, day-month-year, month-day-year, year, unix-seconds, unix-milliseconds',
    ],
    [
      '{ Int: unix-seconds }',
      'phi.yaml:3: graph.dateScalars.Int: is a scalar of GraphQL itself. Name a custom scalar',
    ],
    [
      '[LocalDate]',
      'phi.yaml:3: graph.dateScalars: must be a mapping of custom scalars to formats of dates',
    ],
  ])('refuses %s', (yaml, problem) => {
    expect(problems(() => load(withDates(yaml)))).toEqual([problem]);
  });
});
