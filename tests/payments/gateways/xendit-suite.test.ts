import { startXendit } from '../../fakes/xendit.ts';
import { refundSuite } from './refund-suite.ts';
import { gatewaySuite } from './suite.ts';

gatewaySuite(startXendit);
refundSuite(startXendit);
