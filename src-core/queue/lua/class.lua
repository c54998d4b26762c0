-- Finds or makes the class of a job type and its requirements.
-- ARGV  canonical JSON of the class, most classes
-- Returns the class number, or -1 when the queue has as many classes as it may
local key = P .. 'classes'
local known = call('HGET', key, 'n:' .. ARGV[1])
if known then return tonumber(known) end
local n = tonumber(call('HGET', P .. 'limits', 'classes') or '0')
if n >= tonumber(ARGV[2]) then return -1 end
call('HSET', key, 'n:' .. ARGV[1], n, int(n), ARGV[1])
call('HSET', P .. 'limits', 'classes', n + 1)
-- Workers that sleep learn of the new class.
local sleepers = call('SMEMBERS', P .. 'sleepers')
for i = 1, #sleepers do
  call('ZADD', P .. 'control:' .. sleepers[i], clock(), 'classes')
  call('PEXPIRE', P .. 'control:' .. sleepers[i], 120000)
end
return n
