import { startStripe } from '../../fakes/stripe.ts';
import { refundSuite } from './refund-suite.ts';
import { gatewaySuite } from './suite.ts';

gatewaySuite(startStripe);
refundSuite(startStripe);
