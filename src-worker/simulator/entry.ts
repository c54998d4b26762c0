import { openParentPort } from '../parent-port';
import { SimulatorProcess } from './simulator-process';

/** The simulator's process. Started by whoever wants a run, which tells it everything in messages. */
const port = openParentPort();
if (port) {
  new SimulatorProcess(port).run();
} else {
  process.stderr.write(
    'This script is started by Signalbox itself; to run a scenario use: signalbox simulate\n',
  );
  process.exitCode = 2;
}
