import { startRazorpay } from '../../fakes/razorpay.ts';
import { refundSuite } from './refund-suite.ts';
import { gatewaySuite } from './suite.ts';

gatewaySuite(startRazorpay);
refundSuite(startRazorpay);
