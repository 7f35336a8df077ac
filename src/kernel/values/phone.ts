import { type CountryCode, getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { asciiDigits } from './text.ts';

/** Longer than any number with its extension, in every spelling. */
const MAX_WRITTEN = 60;
/** Prefixes that people dial before a country code, in Indonesia and elsewhere; the last one is empty. */
const ABROAD = ['00', '001', '007', '008', '009', '011', '01017', ''];

/**
 * A telephone number in E.164 (`+6281234567890`), from every spelling: as it is dialled in `country` (ISO 3166-1 alpha-2,
 * that of the tenant), with +, 00, 001 or nothing before a country code, with spaces, dashes and brackets, in digits of
 * any script. Null: the text is no possible number.
 */
export function normalPhone(text: string, country: string): string | null {
  const written = asciiDigits(text.slice(0, MAX_WRITTEN));
  const digits = digitsOf(written);
  const home = isSupportedCountry(country) ? getCountryCallingCode(country) : null;
  // WhatsApp leaves the plus out: 62811222333 is first read with 62 as the country code, then as a landline of the area 62.
  const asWhatsApp = home !== null && digits.startsWith(home) ? [`+${digits}`] : [];
  const abroad = ABROAD.filter((prefix) => digits.startsWith(prefix)).map((prefix) => `+${digits.slice(prefix.length)}`);
  const candidates = written.includes('+') ? [written] : [...asWhatsApp, written, ...abroad];
  return candidates.map((candidate) => valid(candidate, country)).find((number) => number !== null) ?? null;
}

function valid(written: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(written, country as CountryCode);
  return parsed?.isValid() ? parsed.number : null;
}

/** The digits of a text in any script, joined and as 0 to 9. */
export function digitsOf(text: string): string {
  return asciiDigits(text).replace(/\D/g, '');
}
