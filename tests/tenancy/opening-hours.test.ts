import { describe, expect, test } from 'vitest';
import { businessDate, isOpen, isTimeZone, localTime, type OpeningException, type OpeningHours } from '../../src/modules/tenancy/opening-hours.ts';

// 2026-11-20 is a Friday. Jakarta is UTC+7 all year, New York UTC−5 in winter, Kathmandu UTC+5:45.
const JAKARTA = 'Asia/Jakarta';
const jakarta = (local: string): Date => new Date(`${local}:00+07:00`);
const hours = (day: number, opens: string, closes: string): OpeningHours => ({ day, opens, closes });
const everyDay = (opens: string, closes: string): OpeningHours[] => [1, 2, 3, 4, 5, 6, 7].map((day) => hours(day, opens, closes));
const openAt = (local: string, weekly: OpeningHours[] | null, exceptions: OpeningException[] = []): boolean =>
  isOpen(weekly, exceptions, JAKARTA, jakarta(local));

describe('the week', () => {
  test('no hours: always open; an empty week: never', () => {
    expect(openAt('2026-11-20T03:00', null)).toBe(true);
    expect(openAt('2026-11-20T12:00', [])).toBe(false);
  });

  test('opening counts, closing does not', () => {
    const week = everyDay('08:00', '22:00');
    expect(['07:59', '08:00', '21:59', '22:00'].map((time) => openAt(`2026-11-20T${time}`, week))).toEqual([false, true, true, false]);
  });

  test('days are ISO weekdays of the outlet, not of UTC', () => {
    const friday = [hours(5, '00:00', '24:00')];
    // 00:30 on Friday in Jakarta is still Thursday in UTC.
    expect(openAt('2026-11-20T00:30', friday)).toBe(true);
    expect(openAt('2026-11-19T23:59', friday)).toBe(false);
    expect(openAt('2026-11-20T23:59', friday)).toBe(true);
    expect(openAt('2026-11-21T00:00', friday)).toBe(false);
    expect(openAt('2026-11-22T12:00', [hours(7, '10:00', '14:00')])).toBe(true);
  });

  test('several intervals a day', () => {
    const week = [hours(5, '11:00', '14:00'), hours(5, '18:00', '22:00')];
    expect(['10:59', '11:00', '14:00', '17:59', '18:00', '22:00'].map((time) => openAt(`2026-11-20T${time}`, week))).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  test('closing at or before opening runs past midnight, and belongs to the day it opened on', () => {
    const friday = [hours(5, '18:00', '02:00')];
    const at = [
      '2026-11-20T01:00',
      '2026-11-20T17:59',
      '2026-11-20T18:00',
      '2026-11-20T23:59',
      '2026-11-21T00:00',
      '2026-11-21T01:59',
      '2026-11-21T02:00',
      '2026-11-21T18:00',
    ];
    expect(at.map((local) => openAt(local, friday))).toEqual([false, false, true, true, true, true, false, false]);
  });

  test('from Sunday into Monday', () => {
    expect(openAt('2026-11-23T00:30', [hours(7, '20:00', '01:00')])).toBe(true);
    expect(openAt('2026-11-23T01:00', [hours(7, '20:00', '01:00')])).toBe(false);
  });

  test('the same time twice is a whole day; 24:00 is the end of the day', () => {
    const friday = [hours(5, '06:00', '06:00')];
    expect(['2026-11-20T05:59', '2026-11-20T06:00', '2026-11-21T05:59', '2026-11-21T06:00'].map((local) => openAt(local, friday))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(openAt('2026-11-20T23:59', [hours(5, '10:00', '24:00')])).toBe(true);
    expect(openAt('2026-11-21T00:00', [hours(5, '10:00', '24:00')])).toBe(false);
    expect(openAt('2026-11-21T00:00', [hours(5, '10:00', '00:00')])).toBe(false);
  });
});

describe('exceptions', () => {
  const week = everyDay('08:00', '22:00');

  test('a date without intervals is closed all day, whatever the week says', () => {
    const closed = [{ date: '2026-11-20', intervals: [] }];
    expect(openAt('2026-11-20T12:00', week, closed)).toBe(false);
    expect(openAt('2026-11-19T12:00', week, closed)).toBe(true);
    expect(openAt('2026-11-21T12:00', week, closed)).toBe(true);
    expect(openAt('2026-11-20T12:00', null, closed)).toBe(false);
    expect(openAt('2026-11-21T12:00', null, closed)).toBe(true);
  });

  test('a date with intervals replaces the hours of its weekday', () => {
    const special = [{ date: '2026-11-20', intervals: [{ opens: '10:00', closes: '12:00' }] }];
    expect(['09:00', '10:00', '12:00', '13:00'].map((time) => openAt(`2026-11-20T${time}`, week, special))).toEqual([false, true, false, false]);
  });

  test('a closed date does not cut the night before; an exceptional night runs into the next day', () => {
    const night = everyDay('18:00', '02:00');
    const closed = [{ date: '2026-11-20', intervals: [] }];
    expect(openAt('2026-11-20T01:00', night, closed)).toBe(true);
    expect(openAt('2026-11-20T19:00', night, closed)).toBe(false);
    expect(openAt('2026-11-21T01:00', night, closed)).toBe(false);
    const long = [{ date: '2026-11-20', intervals: [{ opens: '20:00', closes: '05:00' }] }];
    expect(openAt('2026-11-21T04:59', everyDay('08:00', '22:00'), long)).toBe(true);
    expect(openAt('2026-11-21T05:00', everyDay('08:00', '22:00'), long)).toBe(false);
  });

  test('the date is the outlet’s, not UTC’s', () => {
    const closed = [{ date: '2026-11-20', intervals: [] }];
    // 23:30 UTC on the 19th is the 20th in Jakarta and still the 19th in New York.
    const at = new Date('2026-11-19T23:30:00Z');
    expect(isOpen(null, closed, JAKARTA, at)).toBe(false);
    expect(isOpen(null, closed, 'America/New_York', at)).toBe(true);
  });
});

describe('time zones', () => {
  test('wall-clock time, also with odd offsets and at midnight', () => {
    expect(localTime(new Date('2026-11-19T17:00:00Z'), JAKARTA)).toEqual({ date: '2026-11-20', time: '00:00' });
    expect(localTime(new Date('2026-11-19T18:15:00Z'), 'Asia/Kathmandu')).toEqual({ date: '2026-11-20', time: '00:00' });
    expect(localTime(new Date('2026-11-20T12:00:00Z'), 'America/New_York')).toEqual({ date: '2026-11-20', time: '07:00' });
  });

  test('hours follow the wall clock over the change of summer time', () => {
    const week = everyDay('08:00', '22:00');
    const open = (instant: string): boolean => isOpen(week, [], 'Europe/Berlin', new Date(instant));
    // Clocks go back on 2026-10-25: 08:00 is 06:00 UTC the day before and 07:00 UTC on the day.
    expect(open('2026-10-24T06:00:00Z')).toBe(true);
    expect(open('2026-10-25T06:00:00Z')).toBe(false);
    expect(open('2026-10-25T07:00:00Z')).toBe(true);
  });

  test('only IANA names are time zones', () => {
    for (const name of ['Asia/Jakarta', 'Africa/Addis_Ababa', 'UTC', 'America/Argentina/Buenos_Aires']) expect(isTimeZone(name), name).toBe(true);
    for (const name of ['', 'Mars/Base', '+07:00', '-05', 'WIB+7', 'Asia/Jakarta ', "UTC'; drop table outlet"]) expect(isTimeZone(name), name).toBe(false);
  });
});

describe('business dates', () => {
  test('a day begins at its hour', () => {
    expect(businessDate(jakarta('2026-11-20T03:59'), JAKARTA, 4)).toBe('2026-11-19');
    expect(businessDate(jakarta('2026-11-20T04:00'), JAKARTA, 4)).toBe('2026-11-20');
    expect(businessDate(jakarta('2026-11-20T00:00'), JAKARTA, 0)).toBe('2026-11-20');
    expect(businessDate(jakarta('2026-11-20T22:59'), JAKARTA, 23)).toBe('2026-11-19');
  });

  test('over the ends of months and years, leap days included', () => {
    expect(businessDate(jakarta('2027-01-01T01:00'), JAKARTA, 4)).toBe('2026-12-31');
    expect(businessDate(jakarta('2028-03-01T01:00'), JAKARTA, 4)).toBe('2028-02-29');
  });
});
