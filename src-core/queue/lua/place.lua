-- Where jobs lie, and moving them between places. Put after the prelude of every script.

-- The claim of an active job, as text: fence lease attempt used worker start member ready options.
--   lease    'SESSION.REQUEST' of the claim it came with, or 'j' when it was renewed on its own
--   attempt  ordinal of the claim;  used  attempts wasted before it;  member  CLASS:PRIORITY;  ready  epoch ms
-- All after the fence is alike for jobs claimed together, so it is taken apart once for all of them.
local REST = '^(%S+) (%d+) (%d+) (%S+) (%d+) (%d+):(%d) (%d+) (.*)$'
local rests = {}
local function parse_rest(rest)
  local known = rests[rest]
  if known then return known end
  local lease, attempt, used, worker, start, class, priority, ready, options = string.match(rest, REST)
  known = {
    lease = lease, attempt = tonumber(attempt), used = tonumber(used), worker = worker, start = tonumber(start),
    class = class, priority = tonumber(priority), member = class .. ':' .. priority,
    ready = tonumber(ready), options = options,
  }
  rests[rest] = known
  return known
end

local function split_claim(text) return string.match(text, '^(%d+) (.*)$') end

-- The fence and the parsed claim.
local function parse_claim(text)
  local fence, rest = split_claim(text)
  return fence, parse_rest(rest)
end

local function job_key(id) return P .. 'job:' .. id end

-- Splits field `e` of a job's hash, CLASS:PRIORITY.
local function home(member)
  local class, priority = string.match(member, '^(%d+):(%d)$')
  return class, tonumber(priority)
end

-- SEQ of the job that was put into a lane last.
local function last_seq(member)
  return (tonumber(call('HGET', P .. 'lanes', member)) or 0) + call('LLEN', P .. 'ready:' .. member) / 2
end

local function place_tail(member, ready, options) return ' ' .. member .. ' ' .. int(ready) .. ' ' .. options end

-- Where a job that waits in a lane has its id in the list; its payload is the next element.
local function index_in_lane(place, member)
  local seq = tonumber(string.match(place, '^%d+'))
  return 2 * (seq - 1 - (tonumber(call('HGET', P .. 'lanes', member)) or 0))
end

-- Takes a job out of its lane. Returns its payload and what its place told.
local function leave_lane(id, place, age)
  local tail = tail_of(place)
  local key, index = P .. 'ready:' .. tail.member, index_in_lane(place, tail.member)
  local payload = call('LINDEX', key, index + 1)
  call('HDEL', P .. 'places', id)
  call('LSET', key, index, '')
  call('LSET', key, index + 1, '')
  call('HINCRBY', P .. 'lanes', tail.member .. 'x', 1)
  if index == 0 then rehead(tail.member, age) end
  return payload, tail
end

-- Payload and options from job:ID#data.
local function stored_content(id)
  local text = call('GET', job_key(id) .. '#data')
  if not text then return nil, '' end
  local cut = string.find(text, '\n', 1, true)
  return string.sub(text, cut + 1), string.sub(text, 1, cut - 1)
end

-- Payload and options of a job that runs: held beside its claim, or stored when it has run before.
local function running_content(id, options)
  local payload = call('HGET', P .. 'held', id)
  if payload then return payload, options end
  return stored_content(id)
end

-- How many chunks its last attempt delivered.
local function emitted(id)
  local last = call('XREVRANGE', job_key(id) .. '#out', '+', '-', 'COUNT', 1)
  return last[1] and string.match(last[1][1], '%d+$') or '0'
end

-- Whether a job waits in a lane or runs; one on its first attempt has no record of its own.
local function unfinished(id)
  return call('HEXISTS', P .. 'places', id) == 1 or call('HEXISTS', P .. 'active', id) == 1
end

-- Everything known of one job but its errors, nil when there is none: hash fields, claim text or '', payload or '', options or
-- '', result or '', class, due ms or ''. Member and readiness of a first attempt are put among the fields.
local function known_of(id)
  local key = job_key(id)
  local fields = call('HGETALL', key)
  local claim = call('HGET', P .. 'active', id) or ''
  local place = claim == '' and call('HGET', P .. 'places', id)
  local e, s
  for i = 1, #fields, 2 do
    if fields[i] == 'e' then e = fields[i + 1] elseif fields[i] == 's' then s = fields[i + 1] end
  end
  local where, payload, options
  if claim ~= '' then
    local _
    _, where = parse_claim(claim)
    payload, options = running_content(id, where.options)
  elseif place then
    where = tail_of(place)
    payload = call('LINDEX', P .. 'ready:' .. where.member, index_in_lane(place, where.member) + 1)
    options = where.options
  elseif e then payload, options = stored_content(id)
  else return nil end
  if where then
    local n = #fields
    fields[n + 1], fields[n + 2], fields[n + 3], fields[n + 4] = 'e', where.member, 'r', int(where.ready)
    e = where.member
  end
  local result = (s == 'c' or s == 'd') and call('GET', key .. '#result') or ''
  local due = s == 's' and call('ZSCORE', P .. 'scheduled', id) or ''
  return fields, claim, payload or '', options or '', result or '', string.match(e, '^%d+'), due or ''
end

-- Its error log: a list of attempt, JSON; and how many bytes it has.
local function errors_of(id)
  local errors, bytes, key = {}, 0, job_key(id) .. '#log'
  if call('EXISTS', key) == 0 then return errors, 0 end
  local rows = call('XRANGE', key, '-', '+')
  for i = 1, #rows do
    local f = rows[i][2]
    if f[2] == 'error' then errors[#errors + 1] = f[4] errors[#errors + 1] = f[6] end
    bytes = bytes + 200 + #f[6]
  end
  return errors, bytes
end

local function store_content(id, payload, options)
  call('SET', job_key(id) .. '#data', options .. '\n' .. payload)
  call('SADD', P .. 'extras', id)
end

-- One lease serves all jobs of a claim; it goes when the last of them does.
local function leave_lease(lease, count)
  if call('HINCRBY', P .. 'batch_left', lease, -count) > 0 then return end
  call('HDEL', P .. 'batch_left', lease)
  call('HDEL', P .. 'batch_ids', lease)
  call('ZREM', P .. 'leases', lease)
end

local function drop_lease(id, lease)
  if lease == 'j' then call('ZREM', P .. 'leases', 'j:' .. id) else leave_lease(lease, 1) end
end

-- Frees the keys of jobs that are over. Only those named in `extras` have keys of their own.
local function remove_jobs(ids)
  if #ids == 0 or call('EXISTS', P .. 'extras') == 0 then return end
  local keys, with_extras = {}, {}
  for i = 1, #ids, 4000 do
    local part = call('SMISMEMBER', P .. 'extras', unpack(ids, i, math.min(i + 3999, #ids)))
    for j = 1, #part do
      if part[j] == 1 then with_extras[#with_extras + 1] = ids[i + j - 1] end
    end
  end
  for i = 1, #with_extras do
    local key, n = job_key(with_extras[i]), #keys
    keys[n + 1] = key
    keys[n + 2] = key .. '#data'
    keys[n + 3] = key .. '#result'
    keys[n + 4] = key .. '#out'
    keys[n + 5] = key .. '#log'
  end
  each_chunk('SREM', P .. 'extras', with_extras, 4000)
  for i = 1, #keys, 4000 do call('UNLINK', unpack(keys, i, math.min(i + 3999, #keys))) end
end

-- Frees a dedupe key held until the job was finished, unless another job took it.
local function free_dedupe(id, options)
  local hash = options ~= '' and string.match(options, '"d":"(%w+)"')
  if hash and call('GET', P .. 'dedupe:' .. hash) == id then call('UNLINK', P .. 'dedupe:' .. hash) end
end

local LISTS = { c = 'completed', d = 'dead', x = 'cancelled', p = 'expired' }

-- What the ends of a batch of jobs do to keys they share; `settle` carries it out, one command a key.
local function new_ends()
  return { gone = {}, extras = {}, retention = {}, c = {}, d = {}, x = {}, p = {} }
end

-- Ends a job: keeps it for `keep` ms in list `state` (c, d, x, p), or removes it.
-- `payload` is nil when it is stored already, and then so is `where` (member and ready of a job that has no hash yet);
-- `result` is JSON text or ''. Everything that told of the job's former place is the caller's to remove.
local function finish_job(ends, now, id, state, keep, options, payload, result, fields, where)
  free_dedupe(id, options)
  if keep <= 0 then
    ends.gone[#ends.gone + 1] = id
    return
  end
  local key = job_key(id)
  if payload then
    call('SET', key .. '#data', options .. '\n' .. payload)
    local n = #fields
    fields[n + 1], fields[n + 2], fields[n + 3], fields[n + 4] = 'e', where.member, 'r', int(where.ready)
  end
  if result ~= '' then call('SET', key .. '#result', result) end
  ends.extras[#ends.extras + 1] = id
  call('HSET', key, 's', state, 'z', int(now), unpack(fields))
  local list = ends[state]
  list[#list + 1] = int(now)
  list[#list + 1] = id
  -- Dead jobs have their own time, by the list itself.
  if state ~= 'd' then
    ends.retention[#ends.retention + 1] = int(now + keep)
    ends.retention[#ends.retention + 1] = id
  end
end

local function settle(ends)
  each_chunk('SADD', P .. 'extras', ends.extras, 4000)
  each_chunk('ZADD', P .. 'retention', ends.retention, 4000)
  for state, list in pairs(LISTS) do each_chunk('ZADD', P .. list, ends[state], 4000) end
  remove_jobs(ends.gone)
end

-- Retention by count (dead jobs do not count): finished jobs must not outgrow memory between two sweeps.
local function drop_over(limit, at_most)
  local over = call('ZCARD', P .. 'retention') - limit
  if over <= 0 then return end
  local popped = call('ZPOPMIN', P .. 'retention', math.min(over, at_most))
  local ids = {}
  for i = 1, #popped, 2 do ids[#ids + 1] = popped[i] end
  for _, list in pairs(LISTS) do call('ZREM', P .. list, unpack(ids)) end
  remove_jobs(ids)
end

-- A job that comes back (released, lost or retried) waits in again:CLASS by its rank.
local function put_again(id, class, priority, ready, age)
  local rank = rank_of(ready, priority, age)
  call('ZADD', P .. 'again:' .. class, rank, id)
  call('ZADD', P .. 'heads', 'LT', rank, class .. ':a')
  arm(class)
end

-- Takes a running job out of its claim, to run again later: its payload is stored, the attempt's record written.
-- `attempt_text` is the record's value; `used` the attempts wasted so far.
local function end_attempt(id, fence, c, used, attempt_text, state)
  local key = job_key(id)
  local payload = call('HGET', P .. 'held', id)
  if payload then
    store_content(id, payload, c.options)
    call('HSET', key, 'e', c.member)
    call('HSETNX', key, 't', int(c.ready))
  end
  call('HSET', key, 'n', int(c.attempt), 'u', int(used), 'f', fence, 'r', int(c.ready), 'a' .. fence, attempt_text)
  if state then call('HSET', key, 's', state) end
end

local function attempt_text(c, now, outcome)
  return int(c.attempt) .. ' ' .. int(c.start) .. ' ' .. int(now) .. ' ' .. c.worker .. ' ' .. outcome
end

-- A note in the job's log, for the trace.
local function log(id, kind, attempt, text)
  local key = job_key(id) .. '#log'
  call('XADD', key, 'MAXLEN', '~', 1000, '*', 'k', kind, 'a', attempt, 'v', text)
  call('PEXPIRE', key, 8 * DAY)
  call('SADD', P .. 'extras', id)
end

local DEAD_GROUP_SAMPLE = 200
-- Counts a dead job in its error group: ids in group:FINGERPRINT, a sample of the message in `groups`.
local function join_group(now, id, fingerprint, message)
  call('ZADD', P .. 'group:' .. fingerprint, now, id)
  call('HSETNX', P .. 'groups', fingerprint, int(now) .. ' ' .. string.sub(message, 1, DEAD_GROUP_SAMPLE))
end

local function leave_group(id, fingerprint)
  if not fingerprint then return end
  call('ZREM', P .. 'group:' .. fingerprint, id)
  if call('EXISTS', P .. 'group:' .. fingerprint) == 0 then call('HDEL', P .. 'groups', fingerprint) end
end

-- A slot of a limited queue is free: whoever sleeps is woken.
local function arm_waiting()
  local rows = call('ZRANGE', P .. 'heads', 0, -1)
  for i = 1, #rows do arm(string.match(rows[i], '^%d+')) end
end
