import { createScope, type Scope } from '../../../../../src-core/conversation/templates/scope';
import { currentVariables, type Variables, variablesOf } from '../../variables/variables';

let counted = 0;

/** Of everything that is sent by hand: `{{$counter}}` counts on from one frame to the next. */
export const sendingScope: Scope = counting(createScope(currentVariables), () => {
  counted += 1;
  return counted;
});

/** For looking at what would be sent: its counter begins where the next frame's will, and counts for itself. */
export function previewScope(variables: Variables): Scope {
  let next = counted;
  return counting(createScope(variablesOf(variables)), () => {
    next += 1;
    return next;
  });
}

function counting(scope: Scope, count: () => number): Scope {
  return {
    ...scope,
    generate: (generator, bounds) => (generator === 'counter' ? count() : scope.generate(generator, bounds)),
  };
}
