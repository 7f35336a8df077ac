import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, openOffline, startBrowser } from '../kit/browser.ts';
import { signedIn, startTestApp, useTestApp } from '../kit/index.ts';
import { read } from './post.ts';

const app = useTestApp({ empty: true, environment: { DEMO: 'on' } });

const RUN = '.graphiql-execute-button';
const SCRIPT_HOST = 'embeddable-sandbox.cdn.apollographql.com';
const FRAME_HOST = 'sandbox.embed.apollographql.com';

/** Waits until the answer pane contains a text. */
const shows = (page: Page, text: string): Promise<void> => page.locator('.result-window', { hasText: text }).waitFor();
/** Waits until the page shows whom the headers identify. */
const waitForText = (page: Page, text: string): Promise<void> => page.locator('footer output', { hasText: text }).waitFor();

/** Types a document like a person, and waits until GraphiQL has parsed it, which it delays for a moment. */
async function write(page: Page, document: string): Promise<void> {
  await page.click('.graphiql-query-editor .CodeMirror');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(document);
  await page.waitForFunction((text) => Object.values(localStorage).some((kept) => kept.includes(`"query":${text}`)), JSON.stringify(document));
}

describe.skipIf(!findBrowser())('in a browser without the internet', { timeout: 90_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test('the front page leads to GraphiQL, where the start document runs as it stands', async () => {
    const { page, complaints } = await openOffline(browser);
    await page.goto(`${app.url}/`);
    await page.waitForURL(`${app.url}/graphiql`);
    await page.click(RUN);
    await shows(page, 'Kopi Senja Menteng');
    expect(complaints).toEqual([]);
  });

  test('the address of the API, typed into the browser, leads there too', async () => {
    const { page, complaints } = await openOffline(browser);
    await page.goto(`${app.url}/graphql`);
    await page.waitForURL(`${app.url}/graphiql`);
    await page.waitForSelector(RUN);
    expect(complaints).toEqual([]);
  });

  test('a guest hears by a subscription that the menu has changed, with the same headers', async () => {
    const { page, complaints } = await openOffline(browser);
    await page.goto(`${app.url}/graphiql`);
    await write(page, 'subscription ($outletId: ID!) { menuChanged(outletId: $outletId) { version } }');
    await page.click(RUN);
    await shows(page, 'version');
    const [version = ''] = /"version": \d+/.exec((await page.textContent('.result-window')) ?? '') ?? [];
    const owner = await signedIn(app.url, 'kopi-senja', 'owner', 'dapur-demo');
    const { outlets, categories } = await owner.ok('{ outlets { id code } categories { products { id sku } } }');
    const product = categories
      .flatMap(({ products }: { products: { id: string; sku: string }[] }) => products)
      .find(({ sku }: { sku: string }) => sku === 'TBR');
    const outlet = outlets.find(({ code }: { code: string }) => code === 'MTG');
    await owner.ok('mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { userErrors { message } } }', {
      input: { outletId: outlet.id, productId: product.id, available: false },
    });
    await page.locator('.result-window').filter({ hasText: '"version":', hasNotText: version }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('a demo user is signed in by one click: the headers change, and queries and subscriptions are theirs', async () => {
    const { page, complaints } = await openOffline(browser);
    await page.goto(`${app.url}/graphiql`);
    await page.click('footer .brand:has-text("bunna-house") button:has-text("kitchen")');
    await waitForText(page, 'Now kitchen of bunna-house');
    expect(await page.textContent('.graphiql-editor-tool')).toContain('"Authorization": "Bearer ey');
    await write(page, '{ me { username tenant { slug } } outlets { id } }');
    await page.click(RUN);
    await shows(page, '"slug": "bunna-house"');
    const [, outletId = ''] = /"id": "([0-9a-f-]{36})"/.exec((await page.textContent('.result-window')) ?? '') ?? [];
    await write(page, `subscription { kitchenFeed(outletId: "${outletId}") { __typename } }`);
    await page.click(RUN);
    await shows(page, 'KitchenSnapshot');
    await page.click('footer button:has-text("admin")');
    await waitForText(page, 'Now admin');
    expect(complaints).toEqual([]);
  });

  test('what is to be known about headers stands beside them', async () => {
    const { page } = await openOffline(browser);
    await page.goto(`${app.url}/graphiql`);
    const footer = (await page.textContent('footer p')) ?? '';
    for (const text of ['guests send X-Tenant-ID', 'lives 15 minutes', "platform's admin signs in without X-Tenant-ID", 'Apollo Sandbox needs the internet'])
      expect(footer).toContain(text);
  });

  test('a Sandbox whose script never loads leads to GraphiQL, one whose frame is silent offers it, and one that answers stays', async () => {
    const script = `window.EmbeddedSandbox = class { constructor({ target }) {
      const frame = document.createElement('iframe'); frame.src = 'https://${FRAME_HOST}/sandbox/explorer'; document.querySelector(target).append(frame); } };`;
    const answers: Record<string, string | null>[] = [
      { [SCRIPT_HOST]: null },
      { [SCRIPT_HOST]: script, [FRAME_HOST]: null },
      { [SCRIPT_HOST]: script, [FRAME_HOST]: "<script>parent.postMessage({ name: 'ExplorerListeningForHandshake' }, '*')</script>" },
    ];
    const opened = await Promise.all(
      answers.map(async (answer) => {
        const watched = await openOffline(browser, answer);
        await watched.page.goto(`${app.url}/`, { waitUntil: 'commit' });
        return watched;
      }),
    );
    const [swallowed, silent, answering] = opened.map(({ page }) => page);
    await swallowed?.waitForURL(`${app.url}/graphiql`, { waitUntil: 'commit' });
    await silent?.locator('a[href="/graphiql"]').waitFor();
    await new Promise((done) => setTimeout(done, 2000));
    expect([silent?.url(), answering?.url(), await answering?.locator('a[href="/graphiql"]').count()]).toEqual([`${app.url}/`, `${app.url}/`, 0]);
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});

test('only a browser that asks for a page is led away from the address of the API', async () => {
  const page = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const led = await fetch(`${app.url}/graphql`, { headers: page, redirect: 'manual' });
  expect([led.status, led.headers.get('location')]).toEqual([303, '/']);
  const answer = await read(`${app.url}/graphql?query={__typename}`, { headers: { ...page, 'apollo-require-preflight': 'yes' } });
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('"__typename":"Query"')]);
  expect((await read(`${app.url}/graphql`, { headers: { accept: '*/*' } })).status).toBe(400);
});

test('GraphiQL comes from this server alone, and what it loads may be kept for ever', async () => {
  const { status, headers, text } = await read(`${app.url}/graphiql`);
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([200, 'text/html; charset=utf-8', 'no-store']);
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(headers.get('content-security-policy')).not.toMatch(/https?:|wss?:|\*/);
  const loaded = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, address]) => address ?? '');
  expect(loaded).toHaveLength(7);
  for (const address of loaded) {
    const asset = await read(app.url + address);
    expect([address, asset.status, asset.headers.get('cache-control')]).toEqual([address, 200, 'public, max-age=31536000, immutable']);
  }
  for (const unknown of ['/graphiql/', '/graphiql/package.json', '/graphiql/..%2f..%2fpackage.json']) expect((await read(app.url + unknown)).status).toBe(404);
});

test('in production there is no GraphiQL', async () => {
  const production = await startTestApp({ environment: { NODE_ENV: 'production' } });
  try {
    for (const path of ['/graphiql', '/graphiql/page.js']) expect((await read(production.url + path)).status).toBe(404);
  } finally {
    await production.stop();
  }
});
