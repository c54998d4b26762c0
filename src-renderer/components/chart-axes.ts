import { formatClock } from './format';

const axis = { stroke: 'var(--line-strong)', tick: { fill: 'var(--quiet)', fontSize: 11 }, tickLine: false };

/** Room around every chart's drawing, CSS px. */
export const chartMargin = { top: 8, right: 8, bottom: 0, left: 0 };

/** The axis of time: `rangeMs` up to `end`, epoch ms. */
export function timeAxis(end: number, rangeMs: number) {
  return {
    ...axis,
    dataKey: 'at',
    type: 'number',
    domain: [end - rangeMs, end],
    allowDataOverflow: true,
    tickFormatter: (at: number) => formatClock(at).slice(0, rangeMs > 900_000 ? 5 : 8),
    minTickGap: 48,
  } as const;
}

/** The axis of values, from 0 on. */
export function valueAxis(format: (value: number) => string) {
  return { ...axis, axisLine: false, tickFormatter: format, tickCount: 4, domain: [0, 'auto'] } as const;
}
