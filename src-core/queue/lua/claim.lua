#allow-oom
-- Claims up to `max` jobs by rank over the classes a worker serves. Safe to resend.
-- ARGV  session, request, worker, lease ms, max, classes (' 0 3 7 ')
--   worker: one name, or `max` of them with spaces between: the first job goes to the first, and so on
-- Returns {flags, class version, retry after ms (-1 = none), now, then for each job: id, head, payload}
--   flags: '' or 'n' nobody leads maintenance, 'p' paused;  head: 'member|claim|options', where claim is '' for a first
--   attempt with fence `now`, else 'fence attempt used emitted';  with several workers 'WORKER ID' stands for id
local session, request, worker = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local lease, max, mine = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local next_worker = string.find(worker, ' ', 1, true) and string.gmatch(worker, '%S+')

local before = replayed(session, request)
if before then
  local out = { '', call('HGET', P .. 'limits', 'classes') or '0', -1, '0' }
  local common, list = string.match(before, '^(%d+) (.*)$')
  for mark in string.gmatch(list or '', '%S+') do
    local id, own = string.match(mark, '^([^#]+)#?(%d*)$')
    local text, fence, c = call('HGET', P .. 'active', id), nil, nil
    if text then fence, c = parse_claim(text) end
    if fence and fence == (own == '' and common or own) then
      out[#out + 1] = next_worker and c.worker .. ' ' .. id or id
      out[#out + 1] = c.member .. '|' .. fence .. ' ' .. int(c.attempt) .. ' ' .. int(c.used) .. ' ' .. emitted(id) .. '|'
        .. c.options
      out[#out + 1] = running_content(id, c.options) or 'null'
    end
  end
  return out
end

local now = clock()
local limits = call('HMGET', P .. 'limits', 'age', 'paused', 'concurrency', 'rate', 'window', 'classes')
local age = tonumber(limits[1]) or 60000
local out = { '', limits[6] or '0', -1, int(now) }
if limits[2] == '1' then out[1] = 'p' return out end
local room, retry = max, -1
if limits[3] then room = math.min(room, tonumber(limits[3]) - call('HLEN', P .. 'active')) end
if limits[4] then
  local left = tonumber(limits[4]) - (tonumber(call('GET', P .. 'rate')) or 0)
  if left < room then
    room = left
    retry = 0
  end
end

-- The places this worker may take from, each with the rank of its first job.
local sources, rows = {}, call('ZRANGE', P .. 'heads', 0, -1, 'WITHSCORES')
for i = 1, #rows, 2 do
  local class, lane = string.match(rows[i], '^(%d+):(%w)$')
  if string.find(mine, ' ' .. class .. ' ', 1, true) then
    sources[#sources + 1] = {
      member = rows[i], class = class, lane = lane, rank = tonumber(rows[i + 1]), at = 1,
      priority = tonumber(lane), again = lane == 'a',
    }
  end
end

local active, held, ids, unexpire, past, read, gone, takers = {}, {}, {}, {}, {}, {}, {}, {}
local lease_name = session .. '.' .. int(request)

local fences = {} -- of jobs that ran before; all others have the fence `now`
local waits, wait_ready, wait_count = {}, nil, 0
-- Counts how long jobs have waited; neighbours mostly became ready together.
local function count_waits()
  if wait_count == 0 then return end
  local b = bucket('w', now - wait_ready)
  waits[b] = (waits[b] or 0) + wait_count
  wait_count = 0
end

if next_worker then worker = next_worker() end
local function start(id, text, head, payload, ready)
  local k, n = #active, #out
  active[k + 1] = id
  active[k + 2] = text
  ids[#ids + 1] = id
  out[n + 1] = next_worker and worker .. ' ' .. id or id
  out[n + 2] = head
  out[n + 3] = payload
  if ready ~= wait_ready then
    count_waits()
    wait_ready = ready
  end
  wait_count = wait_count + 1
  room = room - 1
  if next_worker then takers[#ids], worker = worker, next_worker() or worker end
end

-- A blank has no place.
local function pass_blanks(s)
  while not s.again and s.at <= s.size and not s.places[s.at] do s.at = s.at + 1 end
end

-- Reads the first jobs of a place, or the next ones when those read before were used up.
local function load_source(s)
  if s.again then
    local list = call('ZRANGE', P .. 'again:' .. s.class, 0, room, 'WITHSCORES')
    s.rows, s.size = list, #list / 2
    s.more = s.size > room
  else
    -- Blanks may have used up what was read before: then more is read at once.
    local want = s.rows and math.max(room + 1, 500) or room + 1
    s.from = s.rows and s.from + s.size or 0
    s.rows = call('LRANGE', P .. 'ready:' .. s.member, 2 * s.from, 2 * (s.from + want) - 1)
    s.size = #s.rows / 2
    s.more = s.size == want
    local asked = {}
    for i = 1, s.size do asked[i] = s.rows[2 * i - 1] end
    s.places = get_many(P .. 'places', asked)
  end
  s.at = 1
  pass_blanks(s)
  if not s.loaded then read[#read + 1] = s end
  s.loaded = true
end

local fence_now = int(now)
local function rank_at(s, i)
  if i > s.size then return nil end
  if s.again then return tonumber(s.rows[2 * i]) end
  return rank_of(tail_of(s.places[i]).ready, s.priority, age)
end

-- What is alike for neighbouring first attempts: claim text after the fence, head of the reply, start deadline.
local same_tail, same_text, same_head, same_deadline, taken_by
local function note_alike(tail)
  same_tail = tail
  taken_by = worker
  same_text = fence_now .. ' ' .. lease_name .. ' 1 0 ' .. worker .. ' ' .. fence_now .. ' ' .. tail.member .. ' '
    .. int(tail.ready) .. ' ' .. tail.options
  same_head = tail.member .. '||' .. tail.options
  same_deadline = tail.options ~= '' and option(tail.options, 'x')
end

local function take_new(s)
  local at = s.at
  local id, payload, tail = s.rows[2 * at - 1], s.rows[2 * at], tail_of(s.places[at])
  if tail ~= same_tail or worker ~= taken_by then note_alike(tail) end
  s.left = (s.left or 0) + 1
  gone[#gone + 1] = id
  if same_deadline then
    if same_deadline <= now then
      past[#past + 1] = { id, tail, payload }
      return
    end
    unexpire[#unexpire + 1] = id
  end
  local k = #held
  held[k + 1] = id
  held[k + 2] = payload
  start(id, same_text, same_head, payload, tail.ready)
end

local function take_again(s)
  local id = s.rows[2 * s.at - 1]
  s.taken = s.taken or {}
  s.taken[#s.taken + 1] = id
  local job = call('HMGET', job_key(id), 'e', 'n', 'u', 'f', 'r')
  if not job[1] then return end
  local member = job[1]
  local payload, options = stored_content(id)
  local fence = int(math.max((tonumber(job[4]) or 0) + 1, now))
  local attempt, used = int((tonumber(job[2]) or 0) + 1), job[3] or '0'
  local ready = job[5] or fence_now
  local text = fence .. ' ' .. lease_name .. ' ' .. attempt .. ' ' .. used .. ' ' .. worker .. ' ' .. fence_now .. ' ' .. member
    .. ' ' .. ready .. ' ' .. options
  if option(options, 'x') then unexpire[#unexpire + 1] = id end
  local head = member .. '|' .. fence .. ' ' .. attempt .. ' ' .. used .. ' ' .. emitted(id) .. '|' .. options
  fences[id] = fence
  start(id, text, head, payload or 'null', tonumber(ready))
end

local function take(s)
  if s.again then take_again(s) else take_new(s) end
  s.at = s.at + 1
  pass_blanks(s)
end

-- Merge: always the job of lowest rank over all sources.
while room > 0 and #sources > 0 do
  local best, bound = sources[1], math.huge
  for i = 2, #sources do
    if sources[i].rank < best.rank then bound = best.rank best = sources[i]
    elseif sources[i].rank < bound then bound = sources[i].rank end
  end
  if not best.size then
    load_source(best)
    best.rank = rank_at(best, best.at) or math.huge
  end
  if bound == math.huge then
    -- No rival: ranks between the first and the last do not matter.
    while room > 0 and best.at <= best.size do take(best) end
    best.rank = rank_at(best, best.at) or math.huge
  else
    while room > 0 and best.at <= best.size and best.rank <= bound do
      take(best)
      best.rank = rank_at(best, best.at) or math.huge
    end
  end
  while best.at > best.size and best.more and not best.again do
    -- What was read had expired or was blank: what lies behind has its turn by its own rank.
    load_source(best)
    best.rank = rank_at(best, best.at) or math.huge
  end
  if best.at > best.size then
    for i = 1, #sources do if sources[i] == best then table.remove(sources, i) break end end
  end
end

-- What was taken leaves its place; what is first there now gives the place its rank.
for i = 1, #read do
  local s = read[i]
  if s.taken then each_chunk('ZREM', P .. 'again:' .. s.class, s.taken, 4000) end
  if s.rank < math.huge then
    call('ZADD', P .. 'heads', s.rank, s.member)
    if not s.again then
      local passed = s.from + s.at - 1
      shorten_lane(s.member, passed, passed - (s.left or 0))
    end
  elseif s.again and s.more then
    if rehead(s.member, age) then arm(s.class) end
  else
    call('ZREM', P .. 'heads', s.member)
    if not s.again then close_lane(s.member) end
  end
end
each_chunk('HDEL', P .. 'places', gone, 4000)

local id_list = table.concat(ids, ' ')
if #ids > 0 then
  count_waits()
  if #ids == 1 then
    -- A job that comes alone has its lease to itself.
    local fence, rest = split_claim(active[2])
    active[2] = fence .. ' j' .. string.sub(rest, #lease_name + 1)
    call('ZADD', P .. 'leases', int(now + lease), 'j:' .. ids[1])
  else
    call('ZADD', P .. 'leases', int(now + lease), lease_name)
    call('HSET', P .. 'batch_ids', lease_name, id_list)
    call('HSET', P .. 'batch_left', lease_name, #ids)
  end
  each_chunk('HSET', P .. 'active', active, 4000)
  each_chunk('HSET', P .. 'held', held, 4000)
  each_chunk('ZREM', P .. 'expiring', unexpire, 4000)
  if limits[4] then
    local used = call('INCRBY', P .. 'rate', #ids)
    if used == #ids then call('PEXPIRE', P .. 'rate', limits[5]) end
  end
  tally(now, { 'w', -#ids, 'started', #ids }, waits)
  feed('claimed', ids, next_worker and worker_names(takers) or worker)
  if not due_at(now + lease) then out[1] = 'n' end
end

if #past > 0 then
  local ends, over = new_ends(), {}
  for i = 1, #past do
    local id, tail, payload = past[i][1], past[i][2], past[i][3]
    local options = tail.options
    over[i] = id
    local keep = option(options, 'k') or KEEP_MS
    local gateways = call('HGET', P .. 'watch', id)
    if gateways then
      publish(gateways, 's\n' .. id .. '\n0\n' .. int(now) .. '\nexpired')
      if keep < WATCHED_KEEP_MS then keep = WATCHED_KEEP_MS end
    end
    finish_job(ends, now, id, 'p', keep, options, payload, '', {}, tail)
  end
  each_chunk('HDEL', P .. 'watch', over, 4000)
  each_chunk('ZREM', P .. 'expiring', over, 4000)
  settle(ends)
  tally(now, { 'w', -#past, 'expired', #past })
  feed('expired', over)
end

-- Watchers learn that their job runs.
if #ids > 0 and call('EXISTS', P .. 'watch') == 1 then
  local gateways = get_many(P .. 'watch', ids)
  for i = 1, #ids do
    if gateways[i] then
      local attempt = string.match(active[2 * i], '^%d+ %S+ (%d+)')
      publish(gateways[i], 's\n' .. ids[i] .. '\n' .. attempt .. '\n' .. int(now) .. '\nactive')
    end
  end
end

-- Runnable work is left: the next idle worker is woken for it.
local limited = room < 1 and #ids < max
if retry == 0 and #sources > 0 and limited then out[3] = math.max(1, call('PTTL', P .. 'rate')) end
if not limited then
  local armed = {}
  for i = 1, #sources do
    local class = sources[i].class
    if sources[i].rank < math.huge and not armed[class] then armed[class] = true arm(class) end
  end
end
if next(fences) then
  for i = 1, #ids do if fences[ids[i]] then ids[i] = ids[i] .. '#' .. fences[ids[i]] end end
  id_list = table.concat(ids, ' ')
end
remember(session, request, #ids > 0 and fence_now .. ' ' .. id_list or '')
return out
