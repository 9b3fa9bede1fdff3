import { describe } from '@jest/globals';
import { visitConsole } from '../../support/console/visit-console.ts';
import { describeAccessibility } from './describe-accessibility.ts';
import { describeDisclosures } from './describe-disclosures.ts';
import { describeGraphiql } from './describe-graphiql.ts';
import { describeIntegrity } from './describe-integrity.ts';
import { describeMorning, describeMorningOnPhone } from './describe-morning.ts';
import { describeOwnRecord } from './describe-own-record.ts';
import { describePeople } from './describe-people.ts';
import { describeReports } from './describe-reports.ts';
import { describeReviews } from './describe-reviews.ts';
import { describeThresholds } from './describe-thresholds.ts';
import { describeSignIn } from './describe-sign-in.ts';

// Shared by all of them: starting a gateway and a browser takes longer than most of these tests.
const visited = visitConsole();

describe('the console', () => {
  describeMorning(visited);
  describeSignIn(visited);
  describeReports(visited);
  describePeople(visited);
  describeOwnRecord(visited);
  describeMorningOnPhone(visited);
  describeAccessibility(visited);
  describeReviews(visited);
  describeThresholds(visited);
  describeDisclosures(visited);
  describeGraphiql(visited);
  // Last, because the overview has to show first that the ledger was not yet verified.
  describeIntegrity(visited);
});
