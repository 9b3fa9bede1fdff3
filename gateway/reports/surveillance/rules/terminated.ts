import { actorFacts } from '../facts/person-facts.ts';
import { leavesOf, reviewableAccesses } from '../accesses/access-group.ts';
import { factsRemedy, NOT_KNOWN, USUAL, type SurveillanceRule } from './rule.ts';
import { accessesAfter } from './accesses-after.ts';

/** Access by an account whose owner is not employed any longer. */
export const TERMINATED: SurveillanceRule = {
  rule: 'TERMINATED',
  text: 'The actor opened the record after the end of their employment, and of the days that admin.unusual.terminated.days allows after it (none by default).',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ actors: ['ended'] }, factKeys),
  evaluate(group, { facts, settings }) {
    const accesses = reviewableAccesses(group);
    if (accesses.length === 0) return USUAL;
    const ended = actorFacts(facts, group)?.get('ended');
    if (ended === null) return USUAL;
    const late = accessesAfter(accesses, ended, settings.terminated.days);
    if (late === null) return NOT_KNOWN;
    if (late.length === 0) return USUAL;
    const text = 'Opened after the end of the actor’s employment.';
    return { kind: 'unusual', text, leaves: leavesOf(late) };
  },
};
