-- Adds dead jobs from an export.
-- ARGV  for each job: id, class, priority, options JSON, payload JSON, error JSON, fingerprint, sample of the message,
--       death (epoch ms), fields, then as many times: field, value; errors, then as many times: epoch ms, attempt, JSON
-- Returns for each job: 'a' added, 'd' its id is taken
local now = clock()
-- A job that died long ago stays a day more before the leader forgets it.
local oldest = now - DEAD_KEEP_MS + DAY
local out, added = {}, {}
local at = 1
while at <= #ARGV do
  local id, died = ARGV[at], tonumber(ARGV[at + 8])
  local key, place_field = job_key(id), ARGV[at + 1] .. ':' .. ARGV[at + 2]
  local fields, fields_from = tonumber(ARGV[at + 9]), at + 10
  local errors_at = fields_from + 2 * fields
  local errors = tonumber(ARGV[errors_at])
  if call('EXISTS', key) == 1 or unfinished(id) then out[#out + 1] = 'd'
  else
    call('HSET', key, 's', 'd', 'e', place_field, 'z', int(died), 'g', ARGV[at + 6],
      unpack(ARGV, fields_from, errors_at - 1))
    call('SET', key .. '#result', ARGV[at + 5])
    store_content(id, ARGV[at + 4], ARGV[at + 3])
    for i = 1, errors do
      local from = errors_at + 3 * i - 2
      call('XADD', key .. '#log', ARGV[from] .. '-*', 'k', 'error', 'a', ARGV[from + 1], 'v', ARGV[from + 2])
    end
    if errors > 0 then call('PEXPIRE', key .. '#log', 8 * DAY) end
    local listed = math.max(died, oldest)
    call('ZADD', P .. 'dead', int(listed), id)
    join_group(listed, id, ARGV[at + 6], ARGV[at + 7])
    added[#added + 1] = id
    out[#out + 1] = 'a'
  end
  at = errors_at + 1 + 3 * errors
end
if #added > 0 then
  tally(now, { 'w', 0, 'imported', #added })
  feed('imported', added)
end
return out
