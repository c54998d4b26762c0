/** Members by their group, groups in the order of their first members. */
export function grouped<Key, Member>(
  members: readonly Member[],
  key: (member: Member) => Key,
): Map<Key, Member[]> {
  const groups = new Map<Key, Member[]>();
  for (const member of members) {
    const group = groups.get(key(member));
    if (group) group.push(member);
    else groups.set(key(member), [member]);
  }
  return groups;
}
