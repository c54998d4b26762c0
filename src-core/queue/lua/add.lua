-- Adds jobs, all or each by its own answer. Safe to resend.
-- ARGV  session, request, cap (waiting + scheduled jobs accepted; 0 = none), groups, then for each group of like jobs:
--       class, priority, options JSON, delay ms, expire ms (0 = none), watching gateway ('' = none), extras (0|1), count,
--       then count times: id, payload, and with extras: check id (0|1), dedupe hash ('' = none),
--       dedupe ms (0 = until finished), idempotency hash ('' = none), body fingerprint
-- Returns '' when every job was added, else one text a job, in order:
--   '' added; 'd ID' duplicate of ID; 'f' the queue is full; 'x ID' key used with another body
local session, request = ARGV[1], tonumber(ARGV[2])
local before = replayed(session, request)
if before then return before == '' and '' or cjson.decode(before) end

local now = clock()
local limits = call('HMGET', P .. 'limits', 'age', 'cap')
local age = tonumber(limits[1]) or 60000
local cap = tonumber(limits[2] or ARGV[3])
local room = math.huge
if cap > 0 then
  room = cap - (tonumber(call('HGET', P .. 'counts', 'w')) or 0) - call('ZCARD', P .. 'scheduled')
end

local answers, plain = {}, true
local added, watch, expiring, scheduled = {}, {}, {}, {}
local first_due = math.huge
local classes, places = {}, {}

-- What this call puts into lanes: the elements, and SEQ of the last one.
local lanes = {}
local function lane_of(member)
  local lane = lanes[member]
  if not lane then
    lane = { rows = {}, seq = last_seq(member) }
    lanes[member] = lane
  end
  return lane
end

-- Takes a lock of this id's; answers the holder when it is taken.
local function take(key, value, ms)
  local held
  if ms > 0 then held = call('SET', key, value, 'NX', 'GET', 'PX', ms)
  else held = call('SET', key, value, 'NX', 'GET') end
  return held or nil
end

-- Ids that were chosen and are added by this call.
local named = {}
-- Why this job is not added, or nil; takes its locks.
local function refused(id, check, dedupe, dedupe_ms, idem, print)
  if idem ~= '' then
    local held = call('GET', P .. 'dedupe:' .. idem)
    if held then
      local holder, fingerprint = string.match(held, '^(%S+) (.*)$')
      return (fingerprint == print and 'd ' or 'x ') .. holder
    end
  end
  if check == '1' and (named[id] or call('HEXISTS', P .. 'places', id) == 1 or call('HEXISTS', P .. 'active', id) == 1
      or call('EXISTS', job_key(id)) == 1) then return 'd ' .. id end
  if dedupe ~= '' then
    local held = call('GET', P .. 'dedupe:' .. dedupe)
    if held then return 'd ' .. held end
  end
  if room < 1 then return 'f' end
  if dedupe ~= '' then take(P .. 'dedupe:' .. dedupe, id, dedupe_ms) end
  if idem ~= '' then take(P .. 'dedupe:' .. idem, id .. ' ' .. print, DAY) end
  named[id] = true
  return nil
end

local at = 5
for _ = 1, tonumber(ARGV[4]) do
  local class, priority, options = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local delay, expire, gateway = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]), ARGV[at + 5]
  local extras, count = ARGV[at + 6] == '1', tonumber(ARGV[at + 7])
  at = at + 8
  local member = class .. ':' .. priority
  if expire > 0 then options = with_option(options, 'x', int(now + expire)) end
  local lane, tail
  if delay == 0 then
    lane, tail = lane_of(member), place_tail(member, now, options)
  end
  for _ = 1, count do
    local id, payload, why, own = ARGV[at], ARGV[at + 1], nil, options
    at = at + 2
    if extras then
      why = refused(id, ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), ARGV[at + 3], ARGV[at + 4])
      if ARGV[at + 1] ~= '' and ARGV[at + 2] == '0' then own = with_option(own, 'd', '"' .. ARGV[at + 1] .. '"') end
      at = at + 5
    elseif room < 1 then
      why = 'f'
    end
    answers[#answers + 1] = why or ''
    if why then
      plain = false
    else
      room = room - 1
      if not lane then
        local key = job_key(id)
        call('HSET', key, 's', 's', 'e', member, 't', int(now))
        call('SET', key .. '#data', own .. '\n' .. payload)
        scheduled[#scheduled + 1] = id
        call('ZADD', P .. 'scheduled', now + delay, id)
        first_due = math.min(first_due, now + delay)
      else
        local rows, n, p = lane.rows, #lane.rows, #places
        rows[n + 1] = id
        rows[n + 2] = payload
        lane.seq = lane.seq + 1
        places[p + 1] = id
        places[p + 2] = lane.seq .. (own == options and tail or place_tail(member, now, own))
      end
      if expire > 0 then
        expiring[#expiring + 1] = int(now + expire)
        expiring[#expiring + 1] = id
        first_due = math.min(first_due, now + expire)
      end
      if gateway ~= '' then watch[#watch + 1] = id watch[#watch + 1] = gateway end
      added[#added + 1] = id
    end
  end
end

if #added > 0 then
  for member, lane in pairs(lanes) do
    if #lane.rows > 0 then
      classes[string.match(member, '^%d+')] = true
      each_chunk('RPUSH', P .. 'ready:' .. member, lane.rows, 4000)
      call('ZADD', P .. 'heads', 'NX', rank_of(now, tonumber(string.match(member, '%d$')), age), member)
    end
  end
  each_chunk('HSET', P .. 'places', places, 4000)
  each_chunk('SADD', P .. 'extras', scheduled, 4000)
  each_chunk('HSET', P .. 'watch', watch, 4000)
  each_chunk('ZADD', P .. 'expiring', expiring, 4000)
  tally(now, { 'w', #places / 2, 'added', #added })
  feed(#places > 0 and 'added' or 'scheduled', added)
  for class in pairs(classes) do arm(class) end
  if first_due < math.huge and not due_at(first_due) then
    -- Nobody leads: a worker woken for nothing finds that out and takes the lead.
    for class in pairs(classes) do arm(class) end
    call('ZADD', P .. 'wake:leader', 0, '1')
  end
end

local reply = plain and '' or answers
remember(session, request, plain and '' or cjson.encode(answers))
return reply
