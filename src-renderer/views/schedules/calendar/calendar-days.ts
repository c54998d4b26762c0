/** One hour of a day of the calendar, by this machine's clocks. */
export interface CalendarHour {
  /** Epoch ms; the end is not part of it. */
  start: number;
  end: number;
}

export interface CalendarDay {
  /** `2026-11-21` */
  date: string;
  hours: CalendarHour[];
}

/** The date of a moment by this machine's clocks: `2026-11-21`. */
export function dateOf(at: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** The date so many days later, or before. */
export function dateAfter(date: string, days: number): string {
  const [year, month, day] = partsOf(date);
  return dateOf(new Date(year, month - 1, day + days, 12).getTime());
}

/** The Monday of the date's week. */
export function mondayOf(date: string): string {
  const [year, month, day] = partsOf(date);
  const weekday = new Date(year, month - 1, day, 12).getDay();
  return dateAfter(date, -((weekday + 6) % 7));
}

/** Days with their 24 hours. An hour that clocks leave out is empty, one that comes twice is two hours long. */
export function calendarDays(from: string, count: number): CalendarDay[] {
  return Array.from({ length: count }, (_, n) => {
    const date = dateAfter(from, n);
    const [year, month, day] = partsOf(date);
    const at = (hour: number) => new Date(year, month - 1, day, hour).getTime();
    return {
      date,
      hours: Array.from({ length: 24 }, (_hour, hour) => ({ start: at(hour), end: at(hour + 1) })),
    };
  });
}

function partsOf(date: string): [number, number, number] {
  return date.split('-').map(Number) as [number, number, number];
}
