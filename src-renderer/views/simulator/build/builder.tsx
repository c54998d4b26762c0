import { AssertionsSection } from './assertions-section';
import { FaultsSection } from './faults-section';
import { GeneralSection } from './general-section';
import { JobsSection } from './jobs-section';
import { LoadSection } from './load-section';
import { MachinesSection } from './machines-section';

/** The scenario as a form. */
export function Builder() {
  return (
    <>
      <GeneralSection />
      <MachinesSection />
      <JobsSection />
      <LoadSection />
      <FaultsSection />
      <AssertionsSection />
    </>
  );
}
