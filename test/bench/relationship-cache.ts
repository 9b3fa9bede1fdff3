import type { Relationship } from '../../directives/operation/relationship.ts';
import { createLog } from '../../gateway/platform/log.ts';
import { createRelationshipSource } from '../../gateway/access/relationships/create-relationship-source.ts';
import { callerOf, contextOf } from '../support/in-process-graph.ts';

/*
 * What it costs a request to be told of relationships that are all remembered. Run it with:
 * npm run -s build && node dist/test/bench/relationship-cache.js
 */

const RELATED: Relationship = {
  careTeam: true,
  deniesActor: false,
  denies: new Set(),
  permits: new Set(),
};

const source = createRelationshipSource({
  client: {
    canQuery: () => true,
    query: ({ patients }) =>
      Promise.resolve({
        ok: true,
        relationships: new Map(patients.map((patient) => [patient, RELATED])),
      }),
    close: () => Promise.resolve(),
  },
  timeoutMs: 1_000,
  cacheSeconds: 300,
  log: createLog('silent'),
  now: () => performance.now(),
});

/** Callers who take turns, each with patients of their own remembered. */
const CONTEXTS = Array.from({ length: 20 }, (_, index) =>
  contextOf({
    ...callerOf(['physician'], { claims: new Map([['practitioner', `dr-${index}`]]) }),
    subject: `physician-${index}`,
  }),
);

for (const count of [1, 25, 1_000]) {
  // Ids as they come: from JSON, so not one text twice.
  const patients = () =>
    Array.from(
      { length: count },
      (_, index) => `956a4d3f-5fab-49fc-8e5c-${String(index).padStart(12, '0')}`,
    );
  for (const context of CONTEXTS) await source.relate(context, patients());
  const rounds = Math.ceil(200_000 / (count + 20));
  const questions = Array.from({ length: 50 }, patients);
  const costs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = CONTEXTS[round % CONTEXTS.length];
    const question = questions[round % questions.length];
    if (!context || !question) continue;
    const start = performance.now();
    await source.relate(context, question);
    costs.push(performance.now() - start);
  }
  const sorted = costs.toSorted((a, b) => a - b);
  const at = (share: number) =>
    ((sorted[Math.floor(share * sorted.length)] ?? 0) * 1_000).toFixed(1);
  process.stdout.write(`${count} patients: median ${at(0.5)} µs, p99 ${at(0.99)} µs\n`);
}
