import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serveIssuer, type RunningIssuer } from '../../../gateway/http/issuer/serve-issuer.ts';
import type { VisitedConsole } from '../../support/console/visit-console.ts';
import { startServedGateway, type ServedGateway } from '../../support/served-gateway.ts';

/** Tests of GraphiQL in development mode, in the browser of the console's tests. */
export function describeGraphiql(visited: VisitedConsole): void {
  describe('GraphiQL in development mode', () => {
    let issuer: RunningIssuer;
    let served: ServedGateway;
    beforeAll(async () => {
      issuer = await serveIssuer({ port: 0, audience: 'phi', keyPath: null, now: Date.now });
      const issuers = `[{ issuer: "${issuer.issuer}", audience: phi, jwks: "${issuer.jwks}" }]`;
      served = await startServedGateway(
        `development: true
authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }`,
        Date.now,
        ['patients'],
        { issuers },
      );
    });
    afterAll(async () => {
      await served.close();
      await issuer.close();
    });

    it('runs a query as the chosen role, again after a change of the role, and requests nothing from other sites', async () => {
      visited.trust(served.gateway.url);
      const page = await visited.open();
      const query = encodeURIComponent('{ patients(first: 1) { ssn } }');
      await page.goto(new URL(`/graphiql?query=${query}`, served.gateway.url).href);
      const role = page.getByLabel('Role');
      const answerAs = async (name: string, ssn: string) => {
        if ((await role.inputValue()) !== name)
          await Promise.all([page.waitForEvent('load'), role.selectOption(name)]);
        await page.getByRole('button', { name: /execute query/i }).click();
        await page.locator('.result-window', { hasText: ssn }).waitFor();
      };
      await answerAs('physician', '"2967"');
      await answerAs('billing', '"999-30-2967"');
      expect(await page.locator('#caller output').textContent()).toBe('');
      const actors = served
        .leaves()
        .filter(({ kind }) => kind === 'access')
        .map(({ actor }) => actor?.roles);
      expect(actors).toEqual([['physician'], ['billing']]);
    });

    it('says that Claims must be a JSON object if they are not JSON, and sends no query', async () => {
      visited.trust(served.gateway.url);
      const page = await visited.open();
      const query = encodeURIComponent('{ patients(first: 1) { id } }');
      await page.goto(new URL(`/graphiql?query=${query}`, served.gateway.url).href);
      const claims = page.getByLabel('Claims');
      await claims.fill('{ patient: p1 }');
      await Promise.all([page.waitForEvent('load'), claims.press('Enter')]);
      const accesses = () => served.leaves().filter(({ kind }) => kind === 'access').length;
      const before = accesses();
      await page.getByRole('button', { name: /execute query/i }).click();
      const problem = 'Claims must be a JSON object';
      await page.locator('.result-window', { hasText: problem }).waitFor();
      expect(await page.locator('#caller output').textContent()).toContain(problem);
      expect(accesses()).toBe(before);
    });
  });
}
