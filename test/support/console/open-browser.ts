import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as Playwright from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { timed } from '../timed.ts';

/**
 * Starts a real Chromium that comes from npm. It brings the libraries and fonts that it needs, but unpacks the libraries
 * only where it believes to be in the cloud that it was packed for.
 */
export async function openBrowser(): Promise<Browser> {
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x';
  const { default: packed } = await import('@sparticuz/chromium');
  return timed('browser', async () =>
    loadPlaywright().chromium.launch({
      executablePath: await unpackOnce(() => packed.executablePath()),
      // The package's own arguments put all pages into one process, where a busy page delays the others.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        // A renderer that is started ahead takes processor time that other tests need.
        '--disable-features=SpareRendererForSitePerProcess',
      ],
      env: { ...process.env, FONTCONFIG_FILE: writeFontsConfig() },
    }),
  );
}

/**
 * Loads Playwright without AsyncLocalStorage, which on Node.js 20 would slow each promise of this process from then on.
 * Playwright needs it only to name nested steps in its reports.
 */
function loadPlaywright(): typeof Playwright {
  const require = createRequire(import.meta.url);
  const hooks = require('node:async_hooks') as { AsyncLocalStorage: unknown };
  const { AsyncLocalStorage } = hooks;
  hooks.AsyncLocalStorage = class {
    readonly getStore = () => undefined;
    readonly run = (_value: unknown, work: () => unknown) => work();
  };
  try {
    return require('playwright-core') as typeof Playwright;
  } finally {
    hooks.AsyncLocalStorage = AsyncLocalStorage;
  }
}

/**
 * Unpacks in the first process that asks; the others wait. The package returns a file that another process has only
 * begun to write.
 */
async function unpackOnce(unpack: () => Promise<string>): Promise<string> {
  const claim = join(tmpdir(), 'chromium-claim');
  const done = join(claim, 'done');
  try {
    mkdirSync(claim);
  } catch {
    while (!existsSync(done)) await sleep(50);
    return unpack();
  }
  const path = await unpack();
  writeFileSync(done, '');
  return path;
}

/**
 * Writes a configuration that names the package's fonts. Its own one expects them in `/tmp`; without a font, pages
 * crash.
 */
function writeFontsConfig(): string {
  const file = join(tmpdir(), 'chromium-fonts.conf');
  const folders = `<dir>${tmpdir()}/fonts</dir><cachedir>${tmpdir()}/fonts-cache</cachedir>`;
  writeFileSync(file, `<?xml version="1.0"?><fontconfig>${folders}</fontconfig>\n`);
  return file;
}

/** A page, with its policy violations, console errors and requests. */
export interface WatchedPage {
  readonly page: Page;
  /** Violations of the content security policy, and errors on the browser's console. */
  readonly violations: string[];
  /** Every URL that it requested. */
  readonly requests: string[];
}

/** The reader's time zone. */
export const TIME_ZONE = 'America/New_York';

/** A time limit that also suffices on a busy machine, in ms. */
const PATIENCE_MS = 60_000;

/** Opens a page in a new browser context, without stored data, and records what it does. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    timezoneId: TIME_ZONE,
    // Without animations, which take processor time and say nothing.
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const violations: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.exposeFunction('reportViolation', (text: string) => void violations.push(text));
  // As text, because it runs in the browser: TypeScript doesn't know the browser's names here.
  await page.addInitScript({
    content: `document.addEventListener('securitypolicyviolation', (event) =>
      reportViolation([event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber].join(' ')));`,
  });
  return { page, violations, requests };
}

/** Signs in at the demo's identity provider as one of its accounts. */
export async function signInAs(page: Page, url: string, account: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator(`button[value="${account}"]`).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/**
 * Waits until a sign-in has a later `auth_time`, which counts seconds, than the earlier ones. Until then, the console takes
 * it for an earlier sign-in in the same browser, and the gateway for one that has ended by a sign-out of the same account.
 */
export const nextSignInTime = (): Promise<void> => sleep(1_000);
