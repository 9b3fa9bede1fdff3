import { describe } from '@jest/globals';
import { visitConsole } from '../../support/console/visit-console.ts';
import { describeAccessibility } from './describe-accessibility.ts';
import { describeDisclosures } from './describe-disclosures.ts';
import { describeIntegrity } from './describe-integrity.ts';
import { describeReports } from './describe-reports.ts';
import { describeReviews } from './describe-reviews.ts';
import { describeSignIn } from './describe-sign-in.ts';

// One for all of them: to start a gateway and a browser takes longer than most of these tests.
const visited = visitConsole();

describe('the console', () => {
  describeSignIn(visited);
  describeReports(visited);
  describeAccessibility(visited);
  describeReviews(visited);
  describeDisclosures(visited);
  // Last: the overview was to show that nobody had verified the ledger yet.
  describeIntegrity(visited);
});
