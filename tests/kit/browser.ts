import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Nothing that calls home, and no sandbox of the system's, which root may not use. */
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

/** Without Chromium, tests that need a browser are skipped, loudly, or fail when CI_REQUIRE_BROWSER=1. */
export function findBrowser(): boolean {
  if (existsSync(PROGRAM)) return true;
  if (process.env.CI_REQUIRE_BROWSER === '1') throw new Error(`CI_REQUIRE_BROWSER=1, but there is no Chromium at ${PROGRAM}.`);
  console.warn(`SKIPPED: tests in a browser. Install chromium, or name one by CHROMIUM, to run them (${PROGRAM} is missing).`);
  return false;
}

/** A browser is the first to suffer on a machine that is busy. */
const LONGEST_MS = 60_000;

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });
}

/** A page with storage of its own, and what its console complains of. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts and of the content security policy. */
  readonly complaints: readonly string[];
}

/** Opens a page that cannot reach any host but those of the test. `answers`: what stands for a foreign address instead. */
export async function openOffline(browser: Browser, answers: Readonly<Record<string, string | null>> = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // That a foreign address cannot be reached is what these tests are about.
    if (message.type() === 'error' && !message.text().includes('net::ERR_FAILED')) complaints.push(message.text());
  });
  await page.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    async (route) => {
      const answer = Object.entries(answers).find(([host]) => new URL(route.request().url()).hostname === host)?.[1];
      if (answer === undefined) return route.abort();
      // Null: the network swallows it.
      if (answer !== null) await route.fulfill({ contentType: answer.startsWith('<') ? 'text/html' : 'text/javascript', body: answer });
    },
  );
  return { page, complaints };
}
