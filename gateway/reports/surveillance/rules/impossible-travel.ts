import { countOf } from '../../../platform/count-of.ts';
import { leavesOf, reviewableAccesses } from '../accesses/access-group.ts';
import { USUAL, type SurveillanceRule } from './rule.ts';

/** One account at two sites within a shorter time than the way between them takes. */
export const IMPOSSIBLE_TRAVEL: SurveillanceRule = {
  rule: 'IMPOSSIBLE_TRAVEL',
  text: 'The account opened records from the networks of two sites (admin.unusual.travel.sites) within admin.unusual.travel.minutes (30 by default), so that two people may use it. Other addresses, such as those of a VPN, don’t count. The case names the patient of the first access from the second site.',
  basis: 'ledger',
  remedy: ({ travel }) =>
    travel.sites.length > 1
      ? null
      : 'Name at least two sites with their networks under admin.unusual.travel.sites.',
  candidates: (_database, { journeys }) =>
    journeys.size === 0 ? null : (builder) => builder('events.id', 'in', [...journeys.keys()]),
  evaluate(group, { journeys }) {
    const arrivals = reviewableAccesses(group).filter(({ id }) => journeys.has(id));
    const [first] = arrivals.flatMap(({ id }) => journeys.get(id) ?? []);
    if (first === undefined) return USUAL;
    const { from, to, ms, departure } = first;
    const minutes = Math.floor(ms / 60_000);
    const time = minutes === 0 ? 'within a minute of' : `${countOf(minutes, 'minute')} after`;
    return {
      kind: 'unusual',
      text: `Opened from ${to}, ${time} an access from ${from}.`,
      earlier: departure,
      leaves: leavesOf(arrivals),
    };
  },
};
