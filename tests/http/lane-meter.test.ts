import { expect, test } from 'vitest';
import { LaneMeter } from '../../src/http/limits/lane-meter.ts';

/** Adds `times` pieces of work, one every `every` milliseconds; returns the time afterwards. */
function work(meter: LaneMeter, { from, times, milliseconds, every }: { from: number; times: number; milliseconds: number; every: number }): number {
  let at = from;
  for (let count = 0; count < times; count += 1) {
    at += every;
    meter.add(milliseconds, at);
  }
  return at;
}

test('a lane is heavy when it has worked for more than half of the time for a moment', () => {
  const meter = new LaneMeter(0);
  const at = work(meter, { from: 0, times: 17, milliseconds: 35, every: 50 });
  expect(meter.isHeavy(at)).toBe(false);
  expect(meter.isHeavy(work(meter, { from: at, times: 1, milliseconds: 35, every: 50 }))).toBe(true);
});

test('a busy till is light for as long as it works less than half of the time', () => {
  const meter = new LaneMeter(0);
  expect(meter.isHeavy(work(meter, { from: 0, times: 10_000, milliseconds: 45, every: 100 }))).toBe(false);
});

test('one slow moment of a busy till is over within two seconds', () => {
  const meter = new LaneMeter(0);
  const slow = work(meter, { from: 0, times: 3, milliseconds: 200, every: 100 });
  expect(meter.isHeavy(slow)).toBe(true);
  expect(meter.isHeavy(work(meter, { from: slow, times: 9, milliseconds: 20, every: 110 }))).toBe(true);
  expect(meter.isHeavy(work(meter, { from: slow, times: 9, milliseconds: 20, every: 110 }) + 990)).toBe(false);
});

test('what works and rests in turn stays heavy', () => {
  const meter = new LaneMeter(0);
  const at = work(meter, { from: 0, times: 4, milliseconds: 100, every: 100 });
  expect(meter.isHeavy(work(meter, { from: at, times: 1000, milliseconds: 50, every: 100 }))).toBe(true);
});

test('it owes nothing beyond its allowance, however long its work took', () => {
  const meter = new LaneMeter(0);
  meter.add(1_000_000, 10);
  expect(meter.isHeavy(800)).toBe(true);
  expect(meter.isHeavy(811)).toBe(false);
});

test('a clock that stands still or goes back gives nothing', () => {
  const meter = new LaneMeter(1000);
  meter.add(300, 1000);
  expect(meter.isHeavy(0)).toBe(true);
});
