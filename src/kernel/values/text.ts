/**
 * Rules for the characters of texts from every source. Texts reach receipts, kitchen printers and logs: a control
 * character there cuts paper or opens a drawer, and a bidirectional override makes a name look like another.
 */

const ASCII = /^[\x20-\x7e]*$/;

/** Control characters except line feeds; overrides of the writing direction; halves of a surrogate pair; code points that are no characters. */
const FORBIDDEN = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]|\p{Cs}|\p{Noncharacter_Code_Point}|[\ufff9-\ufffb]/u;
const FORBIDDEN_IN_ONE_LINE = new RegExp(`\\n|${FORBIDDEN.source}`, 'u');

/** Invisible characters without meaning: zero-width spaces, direction marks, soft hyphens, deprecated formats. */
const UNSEEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\ufeff]/g;
/** Invisible tag letters, which are valid only as part of a flag. */
const TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,16}\u{e007f})|[\u{e0000}-\u{e007f}]/gu;
/** Joiners belong between two letters of a script that joins them, or two emoji. */
const JOINERS = /([^\u200c\u200d]?)([\u200c\u200d])[\u200c\u200d]*(?=([^\u200c\u200d]?))/gu;
const JOINED = /[^\s\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Ethiopic}\p{sc=Han}\p{N}\p{P}\p{Cc}]/u;
const LINE_ENDS = /\r\n|\r|[\u2028\u2029]/g;

/**
 * A text in normal form (NFC, line ends as line feeds, tabs as spaces), without invisible characters that mean nothing.
 * Forbidden characters stay in it: {@link findForbiddenCharacter} finds them.
 */
export function cleanText(text: string): string {
  if (ASCII.test(text)) return text;
  return text
    .normalize('NFC')
    .replace(LINE_ENDS, '\n')
    .replaceAll('\t', ' ')
    .replace(UNSEEN, '')
    .replace(TAGS, (_, flag: string | undefined) => flag ?? '')
    .replace(JOINERS, (_, before: string, joiner: string, after: string) => (JOINED.test(before) && JOINED.test(after) ? before + joiner : before));
}

/** The first forbidden character, as messages name it; null: there is none. `lines`: whether line feeds are allowed. */
export function findForbiddenCharacter(text: string, lines = false): string | null {
  if (ASCII.test(text)) return null;
  const at = text.search(lines ? FORBIDDEN : FORBIDDEN_IN_ONE_LINE);
  if (at < 0) return null;
  const code = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} (character ${[...text.slice(0, at)].length + 1})`;
}

/** A text from outside, e.g. of a payment provider or a browser, without forbidden characters. */
export function printable(text: string): string {
  if (ASCII.test(text)) return text;
  return cleanText(text.toWellFormed()).replace(new RegExp(FORBIDDEN.source, 'gu'), '');
}

const SEEN = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\p{M}\u2800]/u;

/** Whether a text has a visible character. */
export function hasVisibleText(text: string): boolean {
  return SEEN.test(text);
}

/** More code points than any letter with its marks, or any emoji, has. */
const MAX_PARTS = 32;
const segmenter = new Intl.Segmenter();

/** Whether a text is longer than `max` characters as a person counts them. A character with more than MAX_PARTS marks counts as too long. */
export function isLongerThan(max: number, text: string): boolean {
  if (text.length <= max && ASCII.test(text)) return false;
  if (text.length > max * MAX_PARTS) return true;
  let count = 0;
  for (const { segment } of segmenter.segment(text)) {
    count += 1;
    if (count > max || segment.length > 2 * MAX_PARTS || (segment.length > MAX_PARTS && [...segment].length > MAX_PARTS)) return true;
  }
  return false;
}

const DIGIT = /\p{Nd}/gu;

/** Digits of every script as 0 to 9. */
export function asciiDigits(text: string): string {
  if (ASCII.test(text)) return text;
  return text.normalize('NFKC').replace(DIGIT, (digit) => String(digitOf(digit.codePointAt(0) ?? 0)));
}

/** The value of a digit: the ten digits of a script have consecutive code points. */
function digitOf(code: number): number {
  let start = code;
  while (isDigit(start - 1)) start -= 1;
  return (code - start) % 10;
}

function isDigit(code: number): boolean {
  return /^\p{Nd}$/u.test(String.fromCodePoint(code));
}
