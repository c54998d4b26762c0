import { assertNever } from '../../src-core/protocol/assert-never';
import { BeeQueueContender } from './bee-queue';
import { BullmqContender } from './bullmq';
import type { Contender, ContenderName, ContenderSettings } from './contender';
import { SignalboxContender } from './signalbox';

export function makeContender(name: ContenderName, settings: ContenderSettings): Contender {
  switch (name) {
    case 'signalbox':
      return new SignalboxContender(settings, false);
    case 'signalbox dressed':
      return new SignalboxContender(settings, true);
    case 'bullmq':
      return new BullmqContender(settings);
    case 'bee-queue':
      return new BeeQueueContender(settings);
    default:
      return assertNever(name);
  }
}
