import { ArrowUp } from 'lucide-react';
import { formatCount } from './format';

/** `37 new`: rows that came since, shown when asked for. */
export function HeldBackBar({ count, onRelease }: { count: number; onRelease?: () => void }) {
  return (
    <div className="held-back" role="status">
      {count > 0 && (
        <button type="button" className="held-back-button" onClick={onRelease}>
          <ArrowUp size={14} aria-hidden="true" /> {formatCount(count)} new
        </button>
      )}
    </div>
  );
}
