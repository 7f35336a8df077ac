import { expect, test } from 'vitest';
import { checkDocument } from '../../src/http/graphql/check-document.ts';
import type { Documents } from '../../src/http/graphql/documents.ts';
import { Processor } from '../../src/kernel/processor/processor.ts';
import type { Party } from '../../src/kernel/request/party.ts';

/** Events in order: the text when it is checked, '·' for each turn of the event loop. */
async function checksOf(isGuest: boolean): Promise<string> {
  const party: Party = { key: `guest ${isGuest}`, isGuest, limits: [{ key: 'all', rate: 0.5, burst: 1000 }] };
  const processor = new Processor();
  // Other parties send requests too.
  for (const key of [party.key, 'another', party.key]) processor.noteRequest({ ...party, key });
  const happened: string[] = [];
  const kept = new Map<string, object>();
  const documents = {
    known: (text: string) => kept.get(text),
    check: (text: string) => {
      happened.push(text);
      kept.set(text, {});
      return {};
    },
  } as unknown as Documents;
  let isOver = false;
  const turn = (): void => {
    happened.push('·');
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await Promise.all(['a', 'b', 'c'].map((text) => checkDocument(documents, processor, text, party)));
  await checkDocument(documents, processor, 'a', party);
  isOver = true;
  return happened.join('');
}

test('new documents of a guest that come together are checked in different turns of the event loop, and known ones at once', async () => {
  expect(await checksOf(true)).toMatch(/^·*a·+b·+c·*$/);
});

test('those of staff are checked as they come', async () => {
  expect(await checksOf(false)).toMatch(/^abc·*$/);
});
