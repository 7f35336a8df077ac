import { startChapa } from '../../fakes/chapa.ts';
import { refundSuite } from './refund-suite.ts';
import { gatewaySuite } from './suite.ts';

gatewaySuite(startChapa);
refundSuite(startChapa);
