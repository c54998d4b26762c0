-- Registers a gateway for a job's deliveries and answers what it has missed, in one step.
-- ARGV  id, gateway, after attempt, after seq, at most chunk entries
-- Returns nil when there is no such job, else {state, attempt, options, result or error JSON, chunk entries (id, first, data),
--   progress or '', now}
local id, gateway = ARGV[1], ARGV[2]
local key = job_key(id)
local job = call('HMGET', key, 'e', 's', 'n', 'p')
local claim = call('HGET', P .. 'active', id)
local place = not claim and call('HGET', P .. 'places', id)
if not job[1] and not claim and not place then return nil end
local attempt, options, _ = tonumber(job[3]) or 0, nil, nil
if claim then
  local _, c = parse_claim(claim)
  attempt, options = c.attempt, c.options
elseif place then options = tail_of(place).options
else _, options = stored_content(id) end
local state = job[2] or (claim and 'a' or 'w')
local result = ''
if state == 'c' or state == 'd' then result = call('GET', key .. '#result') or '' end
if gateway ~= '' and (state == 'a' or state == 'w' or state == 's') then
  local have = call('HGET', P .. 'watch', id)
  if not have then call('HSET', P .. 'watch', id, gateway)
  elseif not string.find(' ' .. have .. ' ', ' ' .. gateway .. ' ', 1, true) then
    call('HSET', P .. 'watch', id, have .. ' ' .. gateway)
  end
end
local from = tonumber(ARGV[3]) .. '-' .. int(tonumber(ARGV[4]) + 1)
local chunks = call('XRANGE', key .. '#out', from, '+', 'COUNT', ARGV[5])
local out = {}
for i = 1, #chunks do
  out[#out + 1] = chunks[i][1]
  out[#out + 1] = chunks[i][2][2]
  out[#out + 1] = chunks[i][2][4]
end
return { state, attempt, options, result, out, job[4] or '', int(clock()) }
