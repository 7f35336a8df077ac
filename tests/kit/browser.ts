import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** No background network requests, and no system sandbox, which root cannot use. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Without Chromium, tests that need a browser are skipped with a warning, or fail when CI_REQUIRE_BROWSER=1. */
export function findBrowser(): boolean {
  if (existsSync(PROGRAM)) return true;
  if (process.env.CI_REQUIRE_BROWSER === '1') throw new Error(`CI_REQUIRE_BROWSER=1, but there is no Chromium at ${PROGRAM}.`);
  console.warn(`SKIPPED: tests in a browser. Install chromium, or name one by CHROMIUM, to run them (${PROGRAM} is missing).`);
  return false;
}

/** A busy machine slows the browser down most. */
const LONGEST_MS = 60_000;

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });
}

/** A page with its own storage, and the errors of its console. */
export interface WatchedPage {
  readonly page: Page;
  /** Script errors and violations of the content security policy. */
  readonly complaints: readonly string[];
}

/** Opens a page that can only reach hosts of the test. `answers`: answers of foreign addresses. */
export async function openOffline(browser: Browser, answers: Readonly<Record<string, string | null>> = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // Foreign addresses are blocked on purpose, so these errors do not count.
    if (message.type() === 'error' && !message.text().includes('net::ERR_FAILED')) complaints.push(message.text());
  });
  await page.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    async (route) => {
      const answer = Object.entries(answers).find(([host]) => new URL(route.request().url()).hostname === host)?.[1];
      if (answer === undefined) return route.abort();
      // Null: no answer at all.
      if (answer !== null) await route.fulfill({ contentType: answer.startsWith('<') ? 'text/html' : 'text/javascript', body: answer });
    },
  );
  return { page, complaints };
}
