import { Button, Menu } from '@mantine/core';
import { Code } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../../../components/format';
import { notify } from '../../../../components/notify';
import { type LoggedFrame, loggedFrames } from '../frames';
import type { CodeSource } from './code-source';
import { pythonCode } from './python';
import { sourceOf } from './source-of';
import { clientCode, isForClient, socketCode } from './typescript';
import { websocatCode } from './websocat';

interface CodeForm {
  name: string;
  make(source: CodeSource): string;
  fits?(source: CodeSource): boolean;
}

const forms: readonly CodeForm[] = [
  { name: 'TypeScript, signalbox/client', make: clientCode, fits: isForClient },
  { name: 'TypeScript, ws', make: socketCode },
  { name: 'Python, websockets', make: pythonCode },
  { name: 'Shell, websocat', make: websocatCode },
];

/** Copies code that sends the frame, or all that were sent on its connection. */
export function CodeMenu({ frame }: { frame: LoggedFrame }) {
  const [sent, setSent] = useState<readonly LoggedFrame[]>([]);
  const [opened, setOpened] = useState<LoggedFrame>();
  const look = () => {
    const own = loggedFrames().filter(({ connectionId }) => connectionId === frame.connectionId);
    setSent(own.filter(({ way }) => way === 'sent'));
    setOpened(own.find(({ way }) => way === 'opened'));
  };
  return (
    <Menu position="bottom-start" width={264} onOpen={look}>
      <Menu.Target>
        <Button size="compact-xs" variant="default" leftSection={<Code size={13} aria-hidden="true" />}>
          Copy as code
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {frame.way === 'sent' && <Forms title="This frame" source={sourceOf([frame], opened)} />}
        {sent.length > 0 && (
          <Forms
            title={`All ${formatCount(sent.length)} sent on ${frame.connection}`}
            source={sourceOf(sent, opened)}
          />
        )}
        {frame.way !== 'sent' && sent.length === 0 && (
          <p className="quiet">Nothing was sent on {frame.connection}.</p>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Forms({ title, source }: { title: string; source: CodeSource }) {
  return (
    <>
      <Menu.Label>{title}</Menu.Label>
      {forms
        .filter(({ fits }) => fits?.(source) ?? true)
        .map(({ name, make }) => (
          <Menu.Item key={name} onClick={() => copy(name, make(source))}>
            {name}
          </Menu.Item>
        ))}
    </>
  );
}

function copy(name: string, code: string): void {
  navigator.clipboard.writeText(code).then(
    () => notify.success({ title: `Copied: ${name}`, text: 'Tokens are read from environment variables.' }),
    (error: Error) => notify.failure({ title: 'Not copied', text: error.message }),
  );
}
