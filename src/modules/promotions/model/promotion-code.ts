import { checkText } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';

const CODE = /^[A-Z0-9_-]{3,40}$/;

/** Whether a text, in upper case, can be a promotion's code. */
export function isCode(text: string): boolean {
  return CODE.test(text);
}

/** Checks a code that staff chose and returns it as it is stored: letter case does not count. */
export function checkCode(code: string, field: FieldPath): string {
  return checkText(code.toUpperCase(), field, { min: 3, max: 40, pattern: CODE, shape: '3 to 40 letters A to Z, digits, - and _' });
}
