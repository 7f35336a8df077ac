import type { Config } from '../config.ts';
import { DEMO_PASSWORD, DEMO_PIN, demoBrands, demoUsers } from './demo.ts';

/** What a start prints: where to look, who may sign in, one thing to paste. */
export function greeting(url: string, config: Config): string {
  const lines = ['', `  Dapur   ${url}/graphql   (HTTP and WebSocket)`];
  if (!config.production) lines.push(`  Sandbox ${url}/`);
  if (config.demoGateway) lines.push('', ...demoGateway);
  // Last: its end is there to be pasted.
  if (config.demo) lines.push('', ...demo(url));
  return `${lines.join('\n')}\n\n`;
}

const demoGateway = [
  '  Payments without an account at a provider go to a demo gateway; no money moves. startPayment tells its page in',
  '  payment.action (QRIS: deeplinkUrl, else redirectUrl): press Pay there, or send settleDemoPayment.',
];

function demo(url: string): string[] {
  const users = Object.keys(demoUsers).join(', ');
  return [
    '  Demo brands (send the slug as header X-Tenant-ID)',
    ...demoBrands.map(({ tenant, outlets }) => `    ${tenant.slug.padEnd(12)} ${tenant.currency}, outlets ${outlets.map(({ code }) => code).join(' and ')}`),
    `  Users of each: ${users}; without the header: admin (platform). Password of all: ${DEMO_PASSWORD}`,
    `  Codes to try: SENJA10 (kopi-senja), WELCOME (bunna-house). The managers approve with the PIN ${DEMO_PIN}`,
    '',
    '  Try it:',
    `    curl -s ${url}/graphql -H 'content-type: application/json' -H 'x-tenant-id: kopi-senja' \\`,
    `      -d '{"query":"{ outlets { id name code openNow } }"}'`,
  ];
}
