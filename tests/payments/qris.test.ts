import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type QrObject, qrChecksum, qrPayload, qrText } from '../../src/modules/payments/gateways/qris.ts';
import { readObjects, readQr } from '../fakes/read-qr.ts';

/** A code of a merchant that does not exist (payments reference §7). */
const STATIC =
  '00020101021126690017ID.CO.EXAMPLE.WWW011893600099000000001702150000000000000170303UMI51440014ID.CO.QRIS.WWW0215ID10200000000170303UMI5204581253033605802ID5913WARUNG CONTOH6007JAKARTA61051011062070703A016304BF58';
const DYNAMIC =
  '00020101021226690017ID.CO.EXAMPLE.WWW011893600099000000001702150000000000000170303UMI51440014ID.CO.QRIS.WWW0215ID10200000000170303UMI52045812530336054061334035802ID5913WARUNG CONTOH6007JAKARTA61051011062240113INV-2026-00010703A01630499C9';
const FEE =
  '00020101021226690017ID.CO.EXAMPLE.WWW011893600099000000001702150000000000000170303UMI51440014ID.CO.QRIS.WWW0215ID10200000000170303UMI520458125303360540550000550202560425005802ID5913WARUNG CONTOH6007JAKARTA6105101106304726E';

const valueAt = (objects: readonly QrObject[], id: string): string | undefined => objects.find((object) => object.id === id)?.value;

describe('the published payloads', () => {
  test('the check value', () => {
    expect(qrChecksum('123456789')).toBe('29B1');
  });

  test('a static code names no amount', () => {
    const objects = readQr(STATIC);
    expect([valueAt(objects, '00'), valueAt(objects, '01'), valueAt(objects, '54'), valueAt(objects, '53')]).toEqual(['01', '11', undefined, '360']);
    expect([valueAt(objects, '59'), valueAt(objects, '60'), valueAt(objects, '61')]).toEqual(['WARUNG CONTOH', 'JAKARTA', '10110']);
    expect(readObjects(valueAt(objects, '51') ?? '')).toEqual([
      { id: '00', value: 'ID.CO.QRIS.WWW' },
      { id: '02', value: 'ID1020000000017' },
      { id: '03', value: 'UMI' },
    ]);
  });

  test('a dynamic code names amount, bill and terminal', () => {
    const objects = readQr(DYNAMIC);
    expect([valueAt(objects, '01'), valueAt(objects, '54')]).toEqual(['12', '133403']);
    expect(readObjects(valueAt(objects, '62') ?? '')).toEqual([
      { id: '01', value: 'INV-2026-0001' },
      { id: '07', value: 'A01' },
    ]);
  });

  test('one with a fixed fee', () => {
    const objects = readQr(FEE);
    expect(['54', '55', '56', '62'].map((id) => valueAt(objects, id))).toEqual(['50000', '02', '2500', undefined]);
  });

  test('each is written as it was read', () => {
    for (const payload of [STATIC, DYNAMIC, FEE]) expect(qrPayload(readQr(payload))).toBe(payload);
  });

  test('from static to dynamic: 01 becomes 12, the amount comes in, the checksum is computed again', () => {
    const objects = readQr(STATIC).map((object) => (object.id === '01' ? { id: '01', value: '12' } : object));
    const at = objects.findIndex(({ id }) => id === '58');
    const bill = { id: '62', value: qrText([{ id: '01', value: 'INV-2026-0001' }, ...readObjects(valueAt(objects, '62') ?? '')]) };
    const dynamic = [...objects.slice(0, at), { id: '54', value: '133403' }, ...objects.slice(at)].map((object) => (object.id === '62' ? bill : object));
    expect(qrPayload(dynamic)).toBe(DYNAMIC);
  });
});

describe('what is refused', () => {
  test('a wrong checksum: such codes exist', () => {
    expect(() => readQr(`${STATIC.slice(0, -1)}9`)).toThrow('checksum');
    expect(() => readQr(STATIC.replace('JAKARTA', 'JAKARTB'))).toThrow('checksum');
    expect(() => readQr(STATIC.toLowerCase())).toThrow('checksum');
    for (const text of ['', '6304', 'x', '000201']) expect(() => readQr(text)).toThrow(RangeError);
  });

  test('lengths that do not fit, ids that stand twice, another beginning', () => {
    const closed = (text: string): string => `${text}6304${qrChecksum(`${text}6304`)}`;
    expect(() => readQr(closed('0002015999SHORT'))).toThrow('cut off');
    expect(() => readQr(closed('0002015900'))).toThrow('cut off');
    expect(() => readQr(closed('0002010102115802ID5802ID'))).toThrow('twice');
    expect(() => readQr(closed('5802ID000201'))).toThrow('begins');
    expect(() => readQr(closed('000201AB02ID'))).toThrow('malformed');
    expect(() => readQr(closed('00020158+2ID'))).toThrow('malformed');
  });

  test('a value that is empty or does not fit into two digits of length is never written: nothing overflows into the next', () => {
    expect(() => qrText([{ id: '59', value: 'x'.repeat(100) }])).toThrow('100 characters');
    expect(() => qrText([{ id: '59', value: '' }])).toThrow('0 characters');
    expect(() => qrText([{ id: '5', value: 'x' }])).toThrow('no id');
  });
});

test('names that are too long are cut, the rest stays', () => {
  const objects = [
    { id: '00', value: '01' },
    { id: '59', value: 'WARUNG DENGAN NAMA YANG PANJANG SEKALI' },
    { id: '60', value: `KOTA DI PULAU ${'\u{1F3DD}'.repeat(3)}` },
    { id: '61', value: '10110' },
  ];
  const read = readQr(qrPayload(objects));
  expect(read.map((object) => object.value)).toEqual(['01', 'WARUNG DENGAN NAMA YANG P', 'KOTA DI PULAU ', '10110']);
});

const text = fc.string({ unit: fc.constantFrom(...'ABCabc019 .-/&é漢'), minLength: 1, maxLength: 99 });
const others = fc.uniqueArray(
  fc.integer({ min: 1, max: 99 }).filter((id) => ![59, 60, 63].includes(id)),
  { maxLength: 20 },
);

test('reading gives back what was written, and any other character is noticed', () => {
  fc.assert(
    fc.property(
      others.chain((ids) => fc.tuple(fc.constant(ids), fc.array(text, { minLength: ids.length, maxLength: ids.length }))),
      fc.nat(),
      ([ids, values], place) => {
        const objects = [{ id: '00', value: '01' }, ...ids.map((id, index) => ({ id: String(id).padStart(2, '0'), value: values[index] ?? '' }))];
        const payload = qrPayload(objects);
        expect(readQr(payload)).toEqual(objects);
        const at = place % payload.length;
        const changed = `${payload.slice(0, at)}${payload[at] === '0' ? '1' : '0'}${payload.slice(at + 1)}`;
        expect(() => readQr(changed)).toThrow(RangeError);
      },
    ),
  );
});
