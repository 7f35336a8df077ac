import { startMidtrans } from '../../fakes/midtrans.ts';
import { refundSuite } from './refund-suite.ts';
import { gatewaySuite } from './suite.ts';

gatewaySuite(startMidtrans);
refundSuite(startMidtrans);
