import { useState } from 'react';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { chooseGroups, type GroupSort, groupKey, type HeldOrder, holdOrder } from './group-order';

interface HeldGroups extends HeldOrder {
  /** Shows all in the order asked for. */
  release(): void;
}

/** The chosen groups in an order that stays while numbers change, until another choice is made or new ones are asked for. */
export function useHeldOrder(
  groups: ErrorGroup[],
  choice: { queue: string; search: string; sort: GroupSort },
): HeldGroups {
  const chosen = chooseGroups(groups, choice);
  const keys = chosen.map(groupKey);
  const asked = JSON.stringify(choice);
  const [held, setHeld] = useState<{ asked: string; keys: string[] }>({ asked, keys });
  const shown = held.asked === asked ? held.keys : [];
  const order = holdOrder(chosen, shown);
  // Nothing is held of another choice, or of a list that was empty: what is there now is what will be held.
  if (
    held.asked !== asked ||
    (order.heldBack === 0 && !order.rows.every((row) => shown.includes(groupKey(row))))
  )
    setHeld({ asked, keys });
  return { ...order, release: () => setHeld({ asked, keys }) };
}
