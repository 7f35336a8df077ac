import { describe, expect, test } from 'vitest';
import { businessDate, isOpen, nextChange, type OpeningException, type OpeningHours } from '../../src/modules/tenancy/model/opening-hours.ts';
import { instantOf, isTimeZone, localTime } from '../../src/modules/tenancy/model/wall-clock.ts';

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

  test('a date without intervals is closed all day, in spite of the week', () => {
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

describe('nights on which clocks are changed', () => {
  // New York goes back from UTC−4 to UTC−5 on 2026-11-01 at 06:00Z, and forward on 2026-03-08 at 07:00Z. Both are Sundays.
  const NEW_YORK = 'America/New_York';
  /** Opening and closing times in a period, checked minute by minute. */
  const changesOf = (week: OpeningHours[], from: string, until: string): string[] => {
    const found: string[] = [];
    let before = isOpen(week, [], NEW_YORK, new Date(from));
    for (let at = Date.parse(from); at < Date.parse(until); at += 60_000) {
      const open = isOpen(week, [], NEW_YORK, new Date(at));
      if (open !== before) found.push(`${open ? 'opens' : 'closes'} ${new Date(at).toISOString().slice(11, 16)}Z`);
      before = open;
    }
    return found;
  };

  test('closing inside the hour that comes twice happens once, the first time', () => {
    expect(changesOf([hours(6, '18:00', '01:30')], '2026-11-01T04:00Z', '2026-11-01T10:00Z')).toEqual(['closes 05:30Z']);
    expect(changesOf([hours(6, '18:00', '02:00')], '2026-11-01T04:00Z', '2026-11-01T10:00Z')).toEqual(['closes 07:00Z']);
  });

  test('opening inside it happens once too, and what lies in it is as long as it says', () => {
    expect(changesOf([hours(7, '01:30', '04:00')], '2026-11-01T04:00Z', '2026-11-01T12:00Z')).toEqual(['opens 05:30Z', 'closes 09:00Z']);
    expect(changesOf([hours(7, '01:15', '01:45')], '2026-11-01T04:00Z', '2026-11-01T12:00Z')).toEqual(['opens 05:15Z', 'closes 05:45Z']);
  });

  test('an hour that is skipped is worked after the change', () => {
    expect(changesOf([hours(6, '18:00', '02:30')], '2026-03-08T05:00Z', '2026-03-08T12:00Z')).toEqual(['closes 07:30Z']);
    expect(changesOf([hours(7, '02:15', '02:45')], '2026-03-08T05:00Z', '2026-03-08T12:00Z')).toEqual(['opens 07:15Z', 'closes 07:45Z']);
    // 02:30 is 03:30 on that day, which is after 03:15.
    expect(changesOf([hours(7, '02:30', '03:15')], '2026-03-08T05:00Z', '2026-03-08T12:00Z')).toEqual([]);
  });

  test('whole days have no gap on either night, also where midnight itself is changed', () => {
    const always = everyDay('00:00', '24:00');
    expect(changesOf(always, '2026-10-31T00:00Z', '2026-11-03T00:00Z')).toEqual([]);
    expect(changesOf(always, '2026-03-07T00:00Z', '2026-03-10T00:00Z')).toEqual([]);
    // Beirut: 00:00 is skipped on 2026-03-29, 23:00 of 2026-10-24 occurs twice.
    for (const day of ['2026-03-28', '2026-10-24']) {
      for (let at = Date.parse(`${day}T12:00Z`); at < Date.parse(`${day}T23:59Z`) + 43_200_000; at += 900_000)
        expect(isOpen(always, [], 'Asia/Beirut', new Date(at))).toBe(true);
    }
  });

  test('an instant of a wall clock: the first of two, and beyond what is skipped', () => {
    const at = (date: string, time: string, timeZone: string): string => new Date(instantOf(date, time, timeZone)).toISOString().slice(0, 16);
    expect(at('2026-11-01', '00:59', NEW_YORK)).toBe('2026-11-01T04:59');
    expect(at('2026-11-01', '01:00', NEW_YORK)).toBe('2026-11-01T05:00');
    expect(at('2026-11-01', '02:00', NEW_YORK)).toBe('2026-11-01T07:00');
    expect(at('2026-11-01', '24:00', NEW_YORK)).toBe('2026-11-02T05:00');
    expect(at('2026-03-08', '02:30', NEW_YORK)).toBe('2026-03-08T07:30');
    expect(at('2026-06-01', '12:00', 'Asia/Kathmandu')).toBe('2026-06-01T06:15');
    // Lord Howe changes by half an hour, Apia is a day ahead of its neighbour.
    expect(at('2026-04-05', '01:45', 'Australia/Lord_Howe')).toBe('2026-04-04T14:45');
    expect(at('2026-06-01', '00:00', 'Pacific/Apia')).toBe('2026-05-31T11:00');
    expect(at('2026-06-01', '00:00', 'Pacific/Niue')).toBe('2026-06-01T11:00');
  });

  test('a business day begins once', () => {
    // 02:00 is skipped in March; 01:00 occurs twice in November.
    expect(['06:59', '07:00'].map((time) => businessDate(new Date(`2026-03-08T${time}Z`), NEW_YORK, 2))).toEqual(['2026-03-07', '2026-03-08']);
    expect(['04:59', '05:00', '06:00', '06:30'].map((time) => businessDate(new Date(`2026-11-01T${time}Z`), NEW_YORK, 1))).toEqual([
      '2026-10-31',
      '2026-11-01',
      '2026-11-01',
      '2026-11-01',
    ]);
  });
});

describe('the next change', () => {
  const next = (local: string, week: OpeningHours[] | null, exceptions: OpeningException[] = [], timeZone = JAKARTA): string | null => {
    const at = nextChange({ week, exceptions, timeZone }, jakarta(local));
    return at && `${localTime(at, timeZone).date} ${localTime(at, timeZone).time}`;
  };

  test('opening when it is closed, closing when it is open', () => {
    const week = everyDay('08:00', '22:00');
    expect(next('2026-11-20T07:59', week)).toBe('2026-11-20 08:00');
    expect(next('2026-11-20T08:00', week)).toBe('2026-11-20 22:00');
    expect(next('2026-11-20T22:00', week)).toBe('2026-11-21 08:00');
  });

  test('over days that are closed, and over midnight', () => {
    expect(next('2026-11-20T23:00', [hours(1, '10:00', '14:00')])).toBe('2026-11-23 10:00');
    expect(next('2026-11-23T14:00', [hours(1, '10:00', '14:00')])).toBe('2026-11-30 10:00');
    expect(next('2026-11-20T19:00', [hours(5, '18:00', '02:00')])).toBe('2026-11-21 02:00');
    expect(next('2026-11-21T01:00', [hours(5, '18:00', '02:00')])).toBe('2026-11-21 02:00');
  });

  test('intervals that touch or overlap are one', () => {
    expect(next('2026-11-20T12:00', [hours(5, '11:00', '14:00'), hours(5, '14:00', '16:00'), hours(5, '15:00', '18:00')])).toBe('2026-11-20 18:00');
    expect(next('2026-11-20T12:00', [hours(5, '10:00', '24:00'), hours(6, '00:00', '03:00')])).toBe('2026-11-21 03:00');
    expect(next('2026-11-20T12:00', [hours(5, '08:00', '20:00'), hours(5, '09:00', '10:00')])).toBe('2026-11-20 20:00');
  });

  test('none: always open, never open, or too far away', () => {
    expect(next('2026-11-20T12:00', null)).toBeNull();
    expect(next('2026-11-20T12:00', everyDay('00:00', '24:00'))).toBeNull();
    expect(next('2026-11-20T12:00', [])).toBeNull();
    const dates = (date: string): OpeningException[] => [{ date, intervals: [{ opens: '10:00', closes: '12:00' }] }];
    expect(next('2026-11-20T12:00', [], dates('2027-03-01'))).toBe('2027-03-01 10:00');
    expect(next('2026-11-20T12:00', [], dates('9999-12-31'))).toBeNull();
    expect(next('2026-11-20T11:00', [], dates('2026-11-20'))).toBe('2026-11-20 12:00');
    expect(next('2026-11-20T12:00', [], dates('2026-11-20'))).toBeNull();
  });

  test('exceptions, near and months away', () => {
    const closed = (date: string): OpeningException => ({ date, intervals: [] });
    expect(next('2026-11-20T12:00', null, [closed('2026-12-25')])).toBe('2026-12-25 00:00');
    expect(next('2026-12-25T12:00', null, [closed('2026-12-25'), closed('2026-12-26')])).toBe('2026-12-27 00:00');
    expect(next('2026-11-19T23:00', everyDay('08:00', '22:00'), [closed('2026-11-20')])).toBe('2026-11-21 08:00');
  });

  test('on the night when an hour comes twice it closes the first time', () => {
    const at = nextChange({ week: [hours(6, '18:00', '01:30')], exceptions: [], timeZone: 'America/New_York' }, new Date('2026-11-01T05:29Z'));
    expect(at?.toISOString()).toBe('2026-11-01T05:30:00.000Z');
  });

  test('is where it says, in any week and zone', () => {
    const zones = ['Asia/Jakarta', 'America/New_York', 'Asia/Beirut', 'Australia/Lord_Howe', 'Africa/Casablanca'];
    const random = (seed: number): number => (Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) >>> 0) / 2 ** 32;
    const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    for (let round = 0; round < 60; round += 1) {
      const draw = (what: number, most: number): number => Math.floor(random(round * 100 + what) * most);
      const week = Array.from({ length: 1 + draw(0, 4) }, (_, index) =>
        hours(1 + draw(10 + index, 7), clock(draw(20 + index, 96) * 15), clock(draw(30 + index, 96) * 15)),
      );
      const timeZone = zones[round % zones.length] as string;
      const at = new Date(Date.parse(round % 2 ? '2026-10-20T00:00Z' : '2026-03-02T00:00Z') + draw(1, 14 * 1440) * 60_000);
      const change = nextChange({ week, exceptions: [], timeZone }, at);
      const now = isOpen(week, [], timeZone, at);
      const end = change ?? new Date(at.getTime() + 8 * 86_400_000);
      for (let time = at.getTime(); time < end.getTime(); time += 900_000) expect(isOpen(week, [], timeZone, new Date(time))).toBe(now);
      if (change) expect(isOpen(week, [], timeZone, change)).toBe(!now);
    }
  });
});

describe('business dates', () => {
  test('a day begins at its hour', () => {
    expect(businessDate(jakarta('2026-11-20T03:59'), JAKARTA, 4)).toBe('2026-11-19');
    expect(businessDate(jakarta('2026-11-20T04:00'), JAKARTA, 4)).toBe('2026-11-20');
    expect(businessDate(jakarta('2026-11-20T00:00'), JAKARTA, 0)).toBe('2026-11-20');
    expect(businessDate(jakarta('2026-11-20T22:59'), JAKARTA, 23)).toBe('2026-11-19');
    expect(businessDate(jakarta('2026-11-20T04:29'), JAKARTA, 4, 30)).toBe('2026-11-19');
    expect(businessDate(jakarta('2026-11-20T04:30'), JAKARTA, 4, 30)).toBe('2026-11-20');
  });

  test('over the ends of months and years, leap days included', () => {
    expect(businessDate(jakarta('2027-01-01T01:00'), JAKARTA, 4)).toBe('2026-12-31');
    expect(businessDate(jakarta('2028-03-01T01:00'), JAKARTA, 4)).toBe('2028-02-29');
  });
});
