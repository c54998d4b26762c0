import { formatCount } from './format';

interface NumProps {
  value: number;
  /** The jobs behind the number. */
  href?: string;
  title?: string;
}

/** A count, linked to what it counts; the exact value on hover. */
export function Num({ value, href, title }: NumProps) {
  const exact = title ?? value.toLocaleString('en');
  const className = value === 0 ? 'num num-zero' : 'num';
  return href === undefined ? (
    <span className={className} title={exact}>
      {formatCount(value)}
    </span>
  ) : (
    <a className={className} href={href} title={exact}>
      {formatCount(value)}
    </a>
  );
}
