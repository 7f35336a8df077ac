import { createHash } from 'node:crypto';
import type { Coroutine } from '../../kernel/processor/job.ts';
import type { EncodedResponse } from '../base/encoded-response.ts';

const known = new WeakMap<EncodedResponse, string>();

/** The entity tag of an answer, if it was worked out before. */
export function knownEntityTag(answer: EncodedResponse): string | undefined {
  return known.get(answer);
}

/**
 * The entity tag of an answer: a digest of its uncompressed bytes, so all nodes have the same one. It is weak, because the
 * compressed forms have it too.
 */
export function* entityTagOf(answer: EncodedResponse): Coroutine<string> {
  const digest = createHash('sha256');
  for (const part of answer.plain.parts) {
    digest.update(part);
    yield;
  }
  const tag = `W/"${digest.digest('base64url').slice(0, 22)}"`;
  known.set(answer, tag);
  return tag;
}

const ENTITY_TAG = /"[\x21\x23-\x7e\x80-\xff]*"/g;

/** Whether If-None-Match names an entity tag: a list of tags, weak or not, or `*` for any. */
export function isNamed(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === '*' || (ifNoneMatch.match(ENTITY_TAG)?.includes(tag.slice(2)) ?? false);
}
