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

/** Addresses of the providers, without a slash at the end. */
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
  /** Of one call with its repetitions. */
  readonly providerDeadlineMilliseconds: number;
  /** Whether there is a provider that moves no money. */
  readonly demoGateway: boolean;
}

/** The adapters that this server has. `services` are asked for when the first payment comes. */
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
