import { randomInt } from 'node:crypto';

/** Capital letters and digits that nobody takes for another: without 0 O D Q, 1 I L, 2 Z, 5 S, 8 B, U V; nor A and E, so that no words come about. */
export const ALPHABET = '34679CFGHJKMNPRTWXY';
const LENGTH = 13;

/**
 * A code that cannot be guessed: 13 characters of 19, from the system's cryptographic generator and without a bias
 * (randomInt draws again what does not divide evenly): 13 × log2 19 = 55.2 bits, whatever the prefix.
 */
export function randomCode(prefix: string): string {
  let code = prefix;
  for (let at = 0; at < LENGTH; at += 1) code += ALPHABET.charAt(randomInt(ALPHABET.length));
  return code;
}
