import { type QrObject, qrChecksum } from '../../src/modules/payments/gateways/qris.ts';

/**
 * The objects of a payload, without the checksum.
 * @throws RangeError when a length does not fit, an id occurs twice, 00 is not first, or the checksum is wrong: such
 * codes exist
 */
export function readQr(payload: string): QrObject[] {
  if (qrChecksum(payload.slice(0, -4)) !== payload.slice(-4) || payload.slice(-8, -4) !== '6304')
    throw new RangeError('the checksum of the QR payload is wrong');
  const objects = readObjects(payload.slice(0, -8));
  if (objects[0]?.id !== '00') throw new RangeError('a QR payload begins with object 00');
  return objects;
}

/** The objects of a template. */
export function readObjects(text: string): QrObject[] {
  const objects: QrObject[] = [];
  for (let at = 0; at < text.length; ) {
    const head = text.slice(at, at + 4);
    const id = head.slice(0, 2);
    const length = Number(head.slice(2));
    const value = text.slice(at + 4, at + 4 + length);
    if (!/^\d{4}$/.test(head) || length === 0 || value.length !== length) throw new RangeError('the QR payload is cut off or malformed');
    if (objects.some((object) => object.id === id)) throw new RangeError(`object ${id} stands in the QR payload twice`);
    objects.push({ id, value });
    at += 4 + length;
  }
  return objects;
}
