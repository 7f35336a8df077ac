/** One data object of a QR payload: an id of two digits, a length of two digits, the value (EMVCo merchant-presented QR). */
export interface QrObject {
  readonly id: string;
  readonly value: string;
}

/** The objects as one text. @throws RangeError for an id that is not two digits, or a value that has not 1 to 99 characters */
export function qrText(objects: readonly QrObject[]): string {
  return objects
    .map(({ id, value }) => {
      if (!/^\d\d$/.test(id)) throw new RangeError(`${id} is no id of a QR object`);
      if (value.length < 1 || value.length > 99) throw new RangeError(`object ${id} has ${value.length} characters`);
      return `${id}${String(value.length).padStart(2, '0')}${value}`;
    })
    .join('');
}

/** CRC-16/CCITT-FALSE over UTF-8, as four upper-case hex digits: polynomial 0x1021, from 0xFFFF, not reflected. */
export function qrChecksum(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'utf8')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

/** Maximum lengths of the merchant's name (59) and city (60): longer texts are cut, because scanners refuse them. */
const NAMES: ReadonlyMap<string, number> = new Map([
  ['59', 25],
  ['60', 15],
]);

/** A whole payload: the objects and, last, their checksum in object 63. */
export function qrPayload(objects: readonly QrObject[]): string {
  // A cut must not leave half of a surrogate pair.
  const fitting = objects.map(({ id, value }) => ({ id, value: value.slice(0, NAMES.get(id) ?? value.length).replace(/[\uD800-\uDBFF]$/, '') }));
  const text = `${qrText(fitting)}6304`;
  return text + qrChecksum(text);
}
