import { expect, it } from '@jest/globals';
import { usualVolume } from '../../../../../gateway/reports/surveillance/accesses/usual-volume.ts';

it.each([
  ['an actor without hours', [], 10, { hours: 0, median: 0, limit: 10 }],
  ['an actor with always the same few', [3, 3, 3], 10, { hours: 3, median: 3, limit: 10 }],
  [
    'a clerk who lists hundreds',
    [200, 220, 180, 210, 190],
    10,
    { hours: 5, median: 200, limit: 242 },
  ],
  ['a clerk who lists the same each day', [20, 20, 20], 10, { hours: 3, median: 20, limit: 33 }],
  ['an even number of hours', [10, 20, 30, 40], 10, { hours: 4, median: 25, limit: 55 }],
  ['hours with one outlier', [4, 4, 5, 5, 6, 900], 10, { hours: 6, median: 5, limit: 11 }],
  ['a lower minimum', [4, 5, 6], 3, { hours: 3, median: 5, limit: 11 }],
])(
  'the usual volume has the median and a limit three deviations above it, at least the minimum: %s (%j, minimum %d): %j',
  (_who, counts, least, usual) => {
    expect(usualVolume(counts, least)).toEqual(usual);
  },
);
