import { ActionIcon } from '@mantine/core';
import { Minus, Plus } from 'lucide-react';
import { useEffect } from 'react';
import { poolSchema } from '../../../../src-core/protocol/console';
import { maxPoolSize } from '../../../../src-core/protocol/worker-lifecycle';
import { useData } from '../../../connection/use-data';
import { useLive } from '../../../stores/live';
import { resizePool } from './pool-acts';
import styles from './pool-size.module.css';

/** How many processes this gateway's pool is to run, one more or one fewer. */
export function PoolSize() {
  const { data, reload } = useData('/pool', poolSchema);
  // Somebody else may resize it too.
  const states = useLive(({ workers }) => workers?.pool?.map(({ name, state }) => `${name} ${state}`).join());
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again when the processes change
  useEffect(() => reload(), [states, reload]);
  if (!data) return null;
  const resize = async (size: number) => {
    await resizePool(size);
    reload();
  };
  return (
    <fieldset className={styles.size} title="Worker processes that this gateway is to run">
      <legend className="visually-hidden">Size of the pool</legend>
      <span className="quiet">Pool</span>
      <ActionIcon
        variant="default"
        size={24}
        aria-label="One worker fewer: the least useful one takes no more jobs and ends with its last"
        title="One fewer: the least useful one takes no more jobs and ends with its last"
        disabled={data.size === 0}
        onClick={() => void resize(data.size - 1)}
      >
        <Minus size={14} />
      </ActionIcon>
      <output>{data.size}</output>
      <ActionIcon
        variant="default"
        size={24}
        aria-label="One worker more"
        title="One more"
        disabled={data.size >= maxPoolSize}
        onClick={() => void resize(data.size + 1)}
      >
        <Plus size={14} />
      </ActionIcon>
    </fieldset>
  );
}
