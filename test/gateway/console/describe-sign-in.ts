import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { nextSignInTime, signInAs } from '../../support/console/open-browser.ts';
import { heading } from '../../support/console/screens.ts';
import type { VisitedConsole } from '../../support/console/visit-console.ts';

/** Who may sign in to the console, for how long, and what stays in the browser. */
export function describeSignIn(visited: VisitedConsole): void {
  it('has a content security policy for its own files, and caches only files with a hash in their name', async () => {
    const page = await fetch(`${visited.served.url}/patients/a.b`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain(`connect-src 'self' ${visited.served.issuer};`);
    expect(policy).not.toMatch(/unsafe|\*|data:/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    const [, asset = ''] = /src="(\/admin\/assets\/[^"]+)"/.exec(await page.text()) ?? [];
    const script = await fetch(new URL(asset, visited.served.url));
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const path of ['assets/gone-abc.js', 'assets/..%2f..%2fpackage.json'])
      expect((await fetch(`${visited.served.url}/${path}`)).status).not.toBe(200);
  });

  it('stores no token in browser storage, cookies or the URL', async () => {
    const page = await visited.open();
    const tokens = new Set<string>();
    page.on('request', (request) => {
      const token = /^Bearer (.+)$/.exec(request.headers()['authorization'] ?? '')?.[1];
      if (token !== undefined) tokens.add(token);
    });
    await signInAs(page, visited.served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    const all = String(await kept(page));
    expect(tokens.size).toBeGreaterThan(0);
    for (const token of tokens) expect(all).not.toContain(token);
    expect(all).not.toMatch(/eyJ/);
    expect(all).not.toContain('verifier');
    expect(page.url()).not.toMatch(/code=|state=/);
  });

  it('stays on its screen after a reload, through the session at the issuer', async () => {
    const page = await visited.enter('privacy_officer', '/integrity');
    await page.reload();
    await heading(page, 'Integrity').waitFor();
    expect(page.url()).toBe(`${visited.served.url}/integrity`);
  });

  it('warns before it signs out after 15 idle minutes, states why, and then requires a new sign-in at the issuer', async () => {
    const page = await visited.open();
    await page.clock.install();
    await signInAs(page, visited.served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.clock.fastForward('14:30');
    expect(await heading(page, 'Overview').count()).toBe(1);
    const warning = page.getByRole('dialog', { name: 'You will be signed out soon' });
    await warning.getByRole('button', { name: 'Stay signed in' }).waitFor();
    await page.keyboard.press('Enter');
    await warning.waitFor({ state: 'detached' });
    await page.clock.fastForward('14:30');
    expect(await heading(page, 'Overview').count()).toBe(1);
    await warning.waitFor();
    await page.clock.fastForward('00:40');
    await page.getByText('There was no activity for 15 minutes').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/interaction\//);
  });

  it('signs out, instead of continuing, when a key is pressed after the idle time', async () => {
    const page = await visited.enter('privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.evaluate(
      `localStorage.setItem('phi-console-last-activity', String(Date.now() - 901_000)); document.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true }))`,
    );
    await page.getByText('You were signed out').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('signs out when another tab has signed in anew while this tab was in the background', async () => {
    const page = await visited.enter('privacy_officer');
    await heading(page, 'Overview').waitFor();
    await page.evaluate(
      `localStorage.setItem('phi-console-last-sign-in', String(Number(localStorage.getItem('phi-console-last-sign-in')) + 1)); document.dispatchEvent(new Event('visibilitychange'))`,
    );
    await page.getByText('You can close this page').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('signs out in the same case if the issuer did not state the time of the sign-in after a reload', async () => {
    const page = await visited.enter('privacy_officer');
    await heading(page, 'Overview').waitFor();
    // An issuer has to state the time only if it is asked for an age.
    await page.route(/\/config\.json$/, async (route) => {
      const response = await route.fetch();
      const settings = (await response.json()) as object;
      await route.fulfill({ response, json: { ...settings, maxAgeMinutes: null } });
    });
    let isUntimed = false;
    await page.route(/\/token$/, async (route) => {
      const response = await route.fetch();
      const tokens = (await response.json()) as { readonly id_token: string };
      isUntimed = true;
      await route.fulfill({ response, json: { ...tokens, id_token: untimed(tokens.id_token) } });
    });
    await page.reload();
    await heading(page, 'Overview').waitFor();
    expect(isUntimed).toBe(true);
    await page.evaluate(
      `localStorage.setItem('phi-console-last-sign-in', String(Number(localStorage.getItem('phi-console-last-sign-in')) + 1)); document.dispatchEvent(new Event('visibilitychange'))`,
    );
    await page.getByText('You can close this page').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('signs out at the issuer too if the user chooses so, and the next sign-in asks for an account', async () => {
    const page = await visited.enter('privacy_officer');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign out here too' }).click();
    await page.getByText('You can close this page').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/interaction\//);
    expect(await page.getByRole('button', { name: /^Privacy officer/ }).count()).toBe(1);
    await nextSignInTime();
  });

  it('accepts no earlier sign-in after idle time or a sign-out, even if prompt and max_age are removed from the URL, and the gateway refuses the old token', async () => {
    const page = await visited.open();
    const tokens = new Set<string>();
    page.on('request', (request) => {
      const token = /^Bearer (.+)$/.exec(request.headers()['authorization'] ?? '')?.[1];
      if (token !== undefined) tokens.add(token);
    });
    await signInAs(page, visited.served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    let asked: URL | null = null;
    // As somebody does by hand.
    await page.route(/\/auth\?/, async (route) => {
      asked = new URL(route.request().url());
      const bare = new URL(asked);
      for (const name of ['prompt', 'max_age']) bare.searchParams.delete(name);
      await route.fulfill({ status: 302, headers: { location: bare.href } });
    });
    const signInAgain = async () => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('A new sign-in is required').waitFor();
      expect(Object.fromEntries(asked?.searchParams ?? [])).toMatchObject({
        prompt: 'login',
        max_age: '900',
      });
      expect(await page.getByRole('table').count()).toBe(0);
    };
    await page.evaluate(
      `localStorage.setItem('phi-console-last-activity', String(Date.now() - 901_000)); document.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true }))`,
    );
    await page.getByText('You were signed out').waitFor();
    await signInAgain();
    await signInAgain();

    await nextSignInTime();
    await page.unroute(/\/auth\?/);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('button[value="privacy_officer"]').click();
    await heading(page, 'Overview').waitFor();
    const [token = ''] = [...tokens].toReversed();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Stay signed in here' }).click();
    await page.getByText('You can close this page').waitFor();
    const kept = await fetch(`${visited.served.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { subject } }' }),
    });
    expect([kept.status, kept.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('insufficient_user_authentication'),
    ]);
    await page.goto(visited.served.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/interaction\//);
    await nextSignInTime();
  });

  it('says that a sign-in could not be ended at the gateway, also after the return from the page of the issuer', async () => {
    const page = await visited.open();
    await signInAs(page, visited.served.url, 'privacy_officer');
    await heading(page, 'Overview').waitFor();
    // Any status but success. The browser reports those from 400 on, which the test takes for faults.
    await page.route(/\/admin\/sign-out$/, (route) => route.fulfill({ status: 300 }));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('button[name="logout"]').click();
    await page.getByText('not at the gateway').waitFor();
    await page.reload();
    expect(await page.getByText('not at the gateway').count()).toBe(0);
    await nextSignInTime();
  });

  it('shows a patient only the accesses to their own record, even at the URL of another patient', async () => {
    const page = await visited.open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.postData() ?? ''));
    await signInAs(page, `${visited.served.url}/patients/somebody-else`, 'patient');
    await heading(page, 'Who has seen your record').waitFor();
    await page.locator('.own-access', { hasText: 'Takes part in your care' }).first().waitFor();
    expect(await page.getByText('You do not have access to this report').count()).toBe(0);
    expect(await page.getByRole('navigation', { name: 'Reports' }).count()).toBe(0);
    expect(await page.locator('main a').count()).toBe(0);
    expect(asked.join('')).not.toContain('somebody-else');
    expect(asked.join('')).toContain(visited.served.patient);
  });

  it.each(['physician', 'nurse', 'billing', 'researcher'])(
    'shows no reports to a %s',
    async (role) => {
      const page = await visited.enter(role);
      await page.getByText('Your account may not read reports').waitFor();
      expect(await page.getByRole('table').count()).toBe(0);
    },
  );
}

/** Everything that the browser stores for the page. */
const kept = (page: Page): Promise<unknown> =>
  page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');

/** An ID token without the time of the sign-in. Its signature is not checked: it comes from the issuer over TLS. */
function untimed(idToken: string): string {
  const [head, claims = '', signature] = idToken.split('.');
  const { auth_time: _, ...others } = JSON.parse(
    Buffer.from(claims, 'base64url').toString(),
  ) as Readonly<Record<string, unknown>>;
  return [head, Buffer.from(JSON.stringify(others)).toString('base64url'), signature].join('.');
}
