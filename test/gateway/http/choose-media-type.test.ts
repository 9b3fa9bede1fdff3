import { describe, expect, it } from '@jest/globals';
import { chooseMediaType } from '../../../gateway/http/choose-media-type.ts';
import { casesAtDepth } from '../../support/depth.ts';
import { createRandom, type Random } from '../../support/federated/random.ts';

const { numRuns: REQUESTS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  3_000,
  100_000,
);
/** More than are remembered. */
const HEADERS = 150;

describe(`the media type of a response (TEST_SEED=${SEED})`, () => {
  it('is the one that RFC 9110 has for the Accept header, whether the header is remembered or new', () => {
    const random = createRandom(SEED);
    const headers = Array.from({ length: HEADERS }, () => acceptHeader(random));
    const chosen = new Set<string>();
    const differences: object[] = [];
    for (let request = 0; request < REQUESTS; request += 1) {
      // Some come often, and others only once they are forgotten.
      const accept = random.pick(random.chance(50) ? headers.slice(0, 20) : headers);
      const [type, expected] = [chooseMediaType(accept), preferred(accept)];
      if (type !== expected) differences.push({ request, accept, type, expected });
      chosen.add(type);
    }
    expect(differences).toEqual([]);
    expect([...chosen].toSorted()).toEqual([GRAPHQL, JSON_TYPE]);
  });
});

const GRAPHQL = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';
const SERVED = [JSON_TYPE, `${JSON_TYPE};charset=utf-8`, GRAPHQL, `${GRAPHQL};charset=utf-8`];

/** A header of one to four ranges, most of which some served type is in. */
function acceptHeader(random: Random): string {
  const ranges = Array.from({ length: 1 + random.below(4) }, () => {
    const quality = random.pick(['', '', ';q=0', ';q=0.5', ';q=1.000', '; q=0.25', ';Q=0.5']);
    return random.pick(RANGES) + random.pick(['', '', '', ...PARAMETERS]) + quality;
  });
  return ranges.join(random.pick([',', ', ', ' , ']));
}

const RANGES = [
  JSON_TYPE,
  GRAPHQL,
  'application/*',
  '*/*',
  'Application/JSON',
  'text/html',
  'text/*',
];
const PARAMETERS = [';charset=utf-8', '; charset=UTF-8', ';charset="utf-8"', ';version=1'];

/**
 * The served type with the highest quality, which is that of the most specific range that matches it
 * (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1). Among equals, the type with the more specific range, then the one
 * with the earlier range, then the one that is served first.
 */
function preferred(accept: string): string {
  const ranges = accept.split(',').map((text, place) => {
    const [range = '', ...all] = text.toLowerCase().replaceAll(/[\s"]/g, '').split(';');
    const quality = Number(all.find((each) => each.startsWith('q='))?.slice(2) ?? 1);
    return { range, parameters: all.filter((each) => !each.startsWith('q=')), quality, place };
  });
  const accepted = SERVED.flatMap((served) => {
    const [type = '', ...parameters] = served.split(';');
    const [found] = ranges
      .filter((each) => [type, 'application/*', '*/*'].includes(each.range))
      .filter((each) => each.parameters.every((parameter) => parameters.includes(parameter)))
      .map((each) => ({ ...each, type, specificity: specificityOf(each) }))
      .toSorted(
        (a, b) => b.specificity - a.specificity || b.quality - a.quality || b.place - a.place,
      );
    return found === undefined || found.quality === 0 ? [] : [found];
  });
  const [best] = accepted.toSorted(
    (a, b) => b.quality - a.quality || b.specificity - a.specificity || a.place - b.place,
  );
  return best?.type ?? JSON_TYPE;
}

function specificityOf({
  range,
  parameters,
}: {
  readonly range: string;
  readonly parameters: readonly string[];
}): number {
  const ofRange = range === '*/*' ? 0 : range.endsWith('/*') ? 2 : 4;
  return ofRange + (parameters.length > 0 ? 1 : 0);
}
