#allow-oom
-- Brings back a bounded number of the dead jobs that one act put away.
-- ARGV  when they were to be removed (the name of the act, see `discard`), at most, who
-- Returns how many came back; 0 when none is left
local now = clock()
local ids = call('ZRANGE', P .. 'discarded', ARGV[1], ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
if #ids == 0 then return 0 end
each_chunk('ZREM', P .. 'discarded', ids, 4000)
for i = 1, #ids do
  local id = ids[i]
  local job = call('HMGET', job_key(id), 'z', 'g')
  local died = math.max(tonumber(job[1]), now - DEAD_KEEP_MS + DAY)
  local known, fault = pcall(cjson.decode, call('GET', job_key(id) .. '#result') or '')
  local sample = known and tostring(fault.code) .. ': ' .. tostring(fault.message) or job[2]
  call('ZADD', P .. 'dead', int(died), id)
  join_group(died, id, job[2], sample)
end
tally(now, { 'w', 0, 'restored', #ids })
feed('restored', ids, ARGV[3])
return #ids
