/** Loaded before a program: its clock is ahead, or behind, by so many milliseconds. What has a time keeps it. */
const shiftMs = Number(process.env.MANUAL_CLOCK_SHIFT_MS ?? '0');

globalThis.Date = new Proxy(Date, {
  construct: (date, args, newTarget) =>
    Reflect.construct(date, args.length === 0 ? [date.now() + shiftMs] : args, newTarget),
  get: (date, key) => (key === 'now' ? () => date.now() + shiftMs : Reflect.get(date, key)),
});
