/** Shown while the first answer is on its way. Says so only after a moment, so that quick answers do not flicker. */
export function Loading({ what = 'Loading' }: { what?: string }) {
  return (
    <div className="loading" role="status">
      <span className="loading-bar" aria-hidden="true" />
      {what}
    </div>
  );
}
