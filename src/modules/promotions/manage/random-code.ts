import { randomInt } from 'node:crypto';

/**
 * Capital letters and digits that are not mistaken for each other: without 0 O D Q, 1 I L, 2 Z, 5 S, 8 B, U V. A and E are left
 * out too, so that codes do not form words.
 */
export const ALPHABET = '34679CFGHJKMNPRTWXY';
const LENGTH = 13;

/**
 * A code that cannot be guessed: 13 characters out of 19, from the system's cryptographic generator and without bias (randomInt
 * draws again if a value does not divide evenly). That is 13 × log2 19 = 55.2 bits, with any prefix.
 */
export function randomCode(prefix: string): string {
  let code = prefix;
  for (let at = 0; at < LENGTH; at += 1) code += ALPHABET.charAt(randomInt(ALPHABET.length));
  return code;
}
