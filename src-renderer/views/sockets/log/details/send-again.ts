import { escapeTemplate, escapeValue } from '../../../../../src-core/conversation/templates/templates';
import { notify } from '../../../../components/notify';
import { compose, type Draft } from '../../compose/draft';
import { base64Of } from '../../connections/bytes';
import { choose, useConnections } from '../../connections/connections';
import type { LoggedFrame } from '../frames';
import { jsonValue } from '../read-frame';

/** Puts a frame into the composer of its connection, or of the one that has its name now. */
export function sendAgain({ connectionId, connection, data }: LoggedFrame): void {
  const { list } = useConnections.getState();
  const tab = list.find(({ id }) => id === connectionId) ?? list.find(({ name }) => name === connection);
  if (!tab) {
    notify.failure({
      title: `There is no connection "${connection}" now`,
      text: 'Connect under this name, then send it there.',
    });
    return;
  }
  compose(tab.name, draftOf(data));
  choose(tab.id);
}

/** The frame as it would be typed: a literal `{{` in it is no variable. */
export function draftOf(data: LoggedFrame['data']): Pick<Draft, 'kind' | 'text'> {
  if (typeof data !== 'string') return { kind: 'base64', text: base64Of(data) };
  const value = jsonValue(data);
  if (value === undefined) return { kind: 'text', text: escapeTemplate(data) };
  return { kind: 'json', text: JSON.stringify(escapeValue(value), null, 2) };
}
