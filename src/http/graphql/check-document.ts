import { singleStep } from '../../kernel/processor/job.ts';
import type { Processor } from '../../kernel/processor/processor.ts';
import type { Party } from '../../kernel/request/party.ts';
import type { CheckedDocument, Documents } from './documents.ts';

/**
 * Checks a document that a party has sent, over HTTP and WebSocket alike. New documents of a guest are checked one after
 * the other, with pauses: many at once would block the event loop.
 * @throws ProcessorBusy
 */
export async function checkDocument(documents: Documents, processor: Processor, text: string, party: Party): Promise<CheckedDocument> {
  const known = documents.known(text);
  if (known) return known;
  const check = (): CheckedDocument => documents.check(text, party.key);
  return party.isGuest ? processor.run(singleStep(check), party, { paced: true }) : processor.measure(party, check);
}
