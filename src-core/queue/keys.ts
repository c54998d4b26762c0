/** The prefix of every key of a queue. The braces are a Cluster hash tag: all of a queue's keys share one slot. */
export function queuePrefix(queue: string): string {
  return `sb:{${queue}}:`;
}

/** Set of the names of all queues. */
export const queuesKey = 'sb:queues';
/** Set of the names of queues that have schedules. */
export const scheduledQueuesKey = 'sb:schedules';
/** Hash of worker id to presence JSON. */
export const workersKey = 'sb:workers';

/** Keys of one queue that are read outside the scripts. */
export function queueKeys(queue: string) {
  const prefix = queuePrefix(queue);
  return {
    prefix,
    heads: `${prefix}heads`,
    classes: `${prefix}classes`,
    leases: `${prefix}leases`,
    /** First-time jobs that wait: id to 'SEQ CLASS:PRIORITY READY OPTIONS'. */
    places: `${prefix}places`,
    /** How many elements left each lane at its front; MEMBERx: its blanks. */
    lanes: `${prefix}lanes`,
    active: `${prefix}active`,
    scheduled: `${prefix}scheduled`,
    completed: `${prefix}completed`,
    dead: `${prefix}dead`,
    cancelled: `${prefix}cancelled`,
    expired: `${prefix}expired`,
    discarded: `${prefix}discarded`,
    groups: `${prefix}groups`,
    rate: `${prefix}rate`,
    /** Schedule name to its entry; when to look at each; and who does. */
    schedules: `${prefix}schedules`,
    schedulesDue: `${prefix}schedules:due`,
    schedulesLeader: `${prefix}schedules:leader`,
    scheduleTicks: (name: string) => `${prefix}schedules:ticks:${name}`,
    counts: `${prefix}counts`,
    limits: `${prefix}limits`,
    events: `${prefix}events`,
    leader: `${prefix}leader`,
    sleepers: `${prefix}sleepers`,
    /** Workers on sockets: worker id to the name their gateway listens by. */
    routes: `${prefix}routes`,
    wakeLeader: `${prefix}wake:leader`,
    wake: (classNumber: number) => `${prefix}wake:${classNumber}`,
    control: (worker: string) => `${prefix}control:${worker}`,
    ready: (member: string) => `${prefix}ready:${member}`,
    again: (classNumber: string) => `${prefix}again:${classNumber}`,
    group: (fingerprint: string) => `${prefix}group:${fingerprint}`,
    job: (id: string) => `${prefix}job:${id}`,
    log: (id: string) => `${prefix}job:${id}#log`,
    out: (id: string) => `${prefix}job:${id}#out`,
    gateway: (id: string) => `${prefix}gateway:${id}`,
    stats: (resolution: 's' | 'm', bucket: number) => `${prefix}stats:${resolution}:${bucket}`,
  };
}
export type QueueKeys = ReturnType<typeof queueKeys>;
