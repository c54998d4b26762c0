import { assertNever } from '../../../../src-core/protocol/assert-never';
import { FileStage } from './editor/file-stage';
import { ReplayStage } from './replays/replay-stage';
import { RunStage } from './runs/run-stage';
import { useStage } from './stage';

/** What stands in the place of the composer. */
export function SavedStage() {
  const shown = useStage((stage) => stage.shown);
  if (!shown) return null;
  const { kind, path } = shown;
  switch (kind) {
    case 'file':
      return <FileStage key={path} path={path} />;
    case 'run':
      return <RunStage key={path} path={path} />;
    case 'replay':
      return <ReplayStage key={path} path={path} />;
    default:
      return assertNever(kind);
  }
}
