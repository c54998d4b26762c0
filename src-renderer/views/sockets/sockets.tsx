import { Group as Panels, Panel, useDefaultLayout } from 'react-resizable-panels';
import { Composer } from './compose/composer';
import { ConnectionHead } from './connections/connection-head';
import { ConnectionTabs, tabId } from './connections/connection-tabs';
import { useConnections } from './connections/connections';
import { FrameLog } from './log/frame-log';
import { RecordButton } from './saved/record-button';
import { SavedPane } from './saved/saved-pane';
import { SavedStage } from './saved/saved-stage';
import { useStage } from './saved/stage';
import styles from './sockets.module.css';
import { PanelSeparator } from '../../components/panel-separator';

/** What exactly goes over the wire? */
export function Sockets() {
  const columns = useDefaultLayout({ id: 'sockets-columns' });
  const rows = useDefaultLayout({ id: 'sockets-rows' });
  return (
    <div className={styles.view}>
      <h1 className="visually-hidden">WebSocket client</h1>
      <div className={styles.bar}>
        <ConnectionTabs />
        <RecordButton />
      </div>
      <Panels orientation="horizontal" className={styles.columns} {...columns}>
        <Panel id="saved" defaultSize={248} minSize={232} maxSize="40%">
          <SavedPane />
        </Panel>
        <PanelSeparator />
        <Panel id="conversation" minSize={420}>
          <Panels orientation="vertical" {...rows}>
            <Panel id="composer" defaultSize="46%" minSize={160}>
              <Stage />
            </Panel>
            <PanelSeparator />
            <Panel id="log" minSize={140}>
              <FrameLog />
            </Panel>
          </Panels>
        </Panel>
      </Panels>
    </div>
  );
}

/** The chosen connection with its composer; or the file, run or replay that is open. */
function Stage() {
  const open = useStage(({ shown }) => shown !== null);
  const currentId = useConnections((connections) => connections.currentId);
  if (open) return <SavedStage />;
  const panel = currentId === null ? {} : { role: 'tabpanel', 'aria-labelledby': tabId(currentId) };
  return (
    <div className={styles.stage} {...panel}>
      <ConnectionHead />
      <Composer />
    </div>
  );
}
