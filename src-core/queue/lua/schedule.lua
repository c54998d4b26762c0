-- Writes one schedule if it is still as its writer saw it. Safe to resend: a second one finds it changed.
-- ARGV  name, entry as it was seen ('' = there was none), entry ('' = remove it), next look at it in ms ('' = none),
--       then any number of records of its ticks, oldest first
-- Returns 1, or 0 when it was changed meanwhile
local name, seen, entry, due = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if (call('HGET', P .. 'schedules', name) or '') ~= seen then return 0 end
local records = P .. 'schedules:ticks:' .. name
if entry == '' then
  call('HDEL', P .. 'schedules', name)
  call('ZREM', P .. 'schedules:due', name)
  call('UNLINK', records)
  return 1
end
call('HSET', P .. 'schedules', name, entry)
if due == '' then call('ZREM', P .. 'schedules:due', name)
else call('ZADD', P .. 'schedules:due', due, name) end
for i = 5, #ARGV do call('LPUSH', records, ARGV[i]) end
if #ARGV >= 5 then call('LTRIM', records, 0, 199) end
return 1
