import type { Services } from '../../../kernel/request/context.ts';
import { chapaGateway } from './chapa/chapa.ts';
import { demoGateway } from './demo/demo.ts';
import type { Gateway, Gateways } from './gateway.ts';
import { midtransGateway } from './midtrans/midtrans.ts';
import { providerHttp } from './provider-http.ts';
import { razorpayGateway } from './razorpay/razorpay.ts';
import { sanitizedGateway } from './sanitized-gateway.ts';
import { stripeGateway } from './stripe/stripe.ts';
import { xenditGateway } from './xendit/xendit.ts';

/** Base URLs of the providers, without a slash at the end. */
export interface ProviderUrls {
  readonly midtrans: string;
  readonly midtransTest: string;
  readonly midtransSnap: string;
  readonly midtransSnapTest: string;
  readonly xendit: string;
  readonly stripe: string;
  readonly razorpay: string;
  readonly chapa: string;
}

export interface GatewaySettings {
  readonly providerUrls: ProviderUrls;
  /** Deadline of one call, retries included. */
  readonly providerDeadlineMilliseconds: number;
  /** Whether the demo gateway, which moves no money, is on. */
  readonly demoGateway: boolean;
}

/** The adapters of this server. `services` is not called before the first payment. */
export function makeGateways(settings: GatewaySettings, services: () => Services): Gateways {
  const http = providerHttp(settings.providerDeadlineMilliseconds);
  const { providerUrls: urls } = settings;
  const now = (): Date => services().clock.now();
  const midtransUrls = { live: urls.midtrans, test: urls.midtransTest, snapLive: urls.midtransSnap, snapTest: urls.midtransSnapTest };
  const gateways: Gateway[] = [
    midtransGateway(http, midtransUrls, now),
    xenditGateway(http, urls.xendit, now),
    stripeGateway(http, urls.stripe),
    razorpayGateway(http, urls.razorpay),
    chapaGateway(http, urls.chapa),
  ].map(sanitizedGateway);
  if (settings.demoGateway) gateways.push(demoGateway(services));
  return new Map(gateways.map((gateway) => [gateway.provider, gateway]));
}
