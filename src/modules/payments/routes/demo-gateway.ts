import { createHash } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { encode } from 'uqr';
import type { Services } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { fractionDigits } from '../../../kernel/values/money.ts';
import { DemoOutcome, demoPayment, type PaymentAtDemo, settleDemoPayment } from '../online/settle-demo-payment.ts';

interface Route {
  readonly Params: { readonly tenant: string; readonly payment: string };
  readonly Body: URLSearchParams | undefined;
}

const PATH = '/demo-gateway/:tenant/:payment';
const STYLE = `body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem;color:#222}
svg{display:block;max-width:100%}
code{display:block;overflow-wrap:anywhere;background:#f3f3f3;padding:.75rem;font-size:14px;user-select:all}
button{font:inherit;padding:.6rem 1.4rem;margin-right:.75rem;border:1px solid #888;border-radius:.4rem;cursor:pointer}
.pay{background:#186a3b;border-color:#186a3b;color:#fff}`;
const HASH = createHash('sha256').update(STYLE).digest('base64');
const MAX_FORM = 1000;

/**
 * The page of the demo gateway, in place of a wallet's or a bank's page: the amount to pay, and two buttons. It exists
 * only where there is a demo gateway. Anyone who knows a payment's address may press a button: no money moves.
 */
export async function demoGatewayRoutes(app: FastifyInstance, services: Services): Promise<void> {
  if (!services.gateways.has('demo')) return;
  await app.register(async (scope) => {
    await scope.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], styleSrc: [`'sha256-${HASH}'`], formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"] },
      },
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: MAX_FORM }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    );
    scope.get<Route>(PATH, async ({ params }, reply) => {
      const known = await demoPayment(services, params.tenant, params.payment);
      return known ? send(reply, 200, paymentPage(known, null)) : send(reply, 404, NOTHING);
    });
    scope.post<Route>(PATH, async ({ params, body, url }, reply) => {
      const known = await demoPayment(services, params.tenant, params.payment);
      if (!known) return send(reply, 404, NOTHING);
      const wanted = Object.values(DemoOutcome).find((outcome) => outcome === body?.get('outcome'));
      if (!wanted) return send(reply, 400, paymentPage(known, 'Press Pay or Decline.'));
      try {
        await settleDemoPayment(known.ctx, { paymentId: known.payment.id, outcome: wanted });
      } catch (error) {
        if (!(error instanceof UserFailure)) throw error;
        return send(reply, 409, paymentPage(known, error.message));
      }
      // A redirect, so that reloading the page does not press the button again.
      return reply.redirect(url, 303);
    });
  });
}

const NOTHING = page('<h1>Demo gateway</h1>\n<p>There is no such payment.</p>');

function paymentPage({ payment, charge }: PaymentAtDemo, problem: string | null): string {
  const buttons = `<form method="post">
<button class="pay" name="outcome" value="PAY">Pay</button>
<button name="outcome" value="DECLINE">Decline</button>
</form>`;
  return page(`<h1>Demo gateway</h1>
<p>A ${escaped(charge.method)} payment of <strong>${escaped(amountText(charge.amount, charge.currency))}</strong>. No money moves.</p>
${charge.qrString == null ? '' : qrCode(charge.qrString)}
${problem === null ? '' : `<p role="alert">${escaped(problem)}</p>`}
<p>It is <strong>${escaped(payment.status)}</strong>.</p>
${charge.status === 'PENDING' ? buttons : ''}`);
}

/** Pixels of the screen for each square: a whole number, or squares would differ in width. */
const SQUARE = 5;
/** The quiet zone that the standard asks for, in squares. */
const BORDER = 4;

/** HTML of a QR code, to be scanned from the screen, and of its payload. */
function qrCode(payload: string): string {
  const { data, size } = encode(payload, { ecc: 'M', border: BORDER });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const picture = `<rect width="${size}" height="${size}" fill="#fff"/><path d="${squares.join('')}"/>`;
  return `<svg role="img" aria-label="QR code of the payment" viewBox="0 0 ${size} ${size}" width="${SQUARE * size}" shape-rendering="crispEdges">${picture}</svg>
<p>The QR code says:</p>
<code>${escaped(payload)}</code>`;
}

function page(body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Demo gateway</title><style>${STYLE}</style></head>
<body>
${body}
</body>
</html>
`;
}

function send(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
}

function amountText(amount: number, currency: string): string {
  const digits = fractionDigits(currency) ?? 0;
  const text = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(amount / 10 ** digits);
  return `${currency} ${text}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
