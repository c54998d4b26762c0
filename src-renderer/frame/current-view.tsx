import { Button } from '@mantine/core';
import type { Bundle } from '../../src-core/protocol/bundle';
import { Component, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { OnlyThisJob } from '../bundle/only-this-job';
import { UnreachableNotice } from '../bundle/unreachable-notice';
import { EmptyState } from '../components/empty-state';
import { ErrorPanel } from '../components/error-panel';
import { Loading } from '../components/loading';
import { useRoute } from '../routing/routes';
import { useBundle } from '../stores/bundle';
import { useConnection } from '../stores/connection';
import { ViewNotLoadedError, viewOf } from './views';

/** The view of the address. */
export function CurrentView() {
  const { path } = useRoute();
  const found = viewOf(path);
  const problem = useConnection(({ phase, problem: why }) => (phase === 'closed' ? why : null));
  // Another gateway is another world: nothing a view has kept belongs to it.
  const url = useConnection((connection) => connection.url);
  const waits = useConnection((connection) => connection.url === null && connection.phase !== 'closed');
  const bundle = useBundle((state) => state.bundle);
  const lacking = bundle !== null && !isHeld(bundle, path);
  const title = found?.title ?? 'Not found';
  useEffect(() => {
    document.title = `${title} - Signalbox`;
  }, [title]);
  return (
    <main id="view" className="view" tabIndex={-1} aria-label={title}>
      {problem !== null && <ErrorPanel error={new Error(problem)} />}
      <UnreachableNotice />
      {waits && <Loading what="Looking for the gateway" />}
      {lacking && <OnlyThisJob bundle={bundle} />}
      {!waits && !lacking && found && (
        <ViewFence key={`${url} ${path[0]}`}>
          <Suspense fallback={<Loading />}>
            <found.View />
          </Suspense>
        </ViewFence>
      )}
      {!found && !lacking && (
        <EmptyState
          title="There is no view at this address"
          text={<code>{path.join('/')}</code>}
          actions={
            <Button component="a" href="#/overview" variant="default">
              Overview
            </Button>
          }
        />
      )}
    </main>
  );
}

/** Whether a bundle has what is shown at an address. */
function isHeld({ trace }: Bundle, [first, queue, id]: readonly string[]): boolean {
  if (first === 'bundle') return true;
  return first === 'jobs' && queue === trace.job.queue && id === trace.job.id;
}

/** A view that fails takes only itself away. */
class ViewFence extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    if (error instanceof ViewNotLoadedError) return <NotLoaded error={error} />;
    return <ErrorPanel error={error} onRetry={() => this.setState({ error: null })} />;
  }
}

/** The page as a whole is loaded again when the gateway is back: a module or style sheet that failed is not fetched anew. */
function NotLoaded({ error }: { error: Error }) {
  const connects = useConnection((connection) => connection.connects);
  const known = useRef(connects);
  useEffect(() => {
    if (connects !== known.current) location.reload();
  }, [connects]);
  return <ErrorPanel error={error} onRetry={() => location.reload()} />;
}
