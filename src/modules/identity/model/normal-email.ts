import { domainToASCII } from 'node:url';
import { cleanText } from '../../../kernel/values/text.ts';

/**
 * An e-mail address as mailboxes are told apart: in lower case, its domain in ASCII (IDNA, `xn--…`) and without a dot at
 * the end. What is no address stays none.
 */
export function normalEmail(text: string): string {
  const written = cleanText(text).trim().toLowerCase();
  const at = written.lastIndexOf('@');
  if (at < 0) return written;
  const domain = written.slice(at + 1).replace(/\.$/, '');
  return `${written.slice(0, at)}@${domainToASCII(domain) || domain}`;
}
