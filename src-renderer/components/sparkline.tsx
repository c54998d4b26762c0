interface SparklineProps {
  /** Values at equal steps; null = not known. */
  points: readonly (number | null)[];
  /** What it shows, for screen readers and hover: `waiting, last 5 min`. */
  label: string;
  /** CSS px. */
  width?: number;
  height?: number;
  /** A CSS colour; that of the text around it unless given. */
  color?: string;
}

/** A line as small as a word. Its lowest is 0, its highest its own. */
export function Sparkline({
  points,
  label,
  width = 80,
  height = 20,
  color = 'currentColor',
}: SparklineProps) {
  const known = points.filter((value): value is number => value !== null);
  const top = Math.max(1, ...known);
  const step = width / Math.max(1, points.length - 1);
  let path = '';
  let gap = true;
  points.forEach((value, index) => {
    if (value === null) {
      gap = true;
      return;
    }
    const y = height - 1 - (value / top) * (height - 2);
    path += `${gap ? 'M' : 'L'}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    gap = false;
  });
  const last = known.at(-1);
  const text =
    last === undefined ? `${label}: no values` : `${label}: now ${last}, at most ${Math.max(...known)}`;
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      <path d={path} fill="none" stroke={color} strokeWidth={1.25} strokeLinejoin="round" />
    </svg>
  );
}
