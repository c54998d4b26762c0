import { describeHost } from './host-contract.fixture';
import { nodeHost } from './node-host';

describeHost('nodeHost', nodeHost, { tellsSignals: true });
