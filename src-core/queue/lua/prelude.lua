-- Shared by every script of the engine; put in front of each.
-- KEYS[1]  the queue's key prefix, 'sb:{NAME}:'. All keys of a queue share its hash tag.
local P = KEYS[1]
local DAY = 86400000
local KEEP_MS = DAY            -- default retention of a finished job
local DEAD_KEEP_MS = 30 * DAY  -- dead jobs wait for an operator
local WATCHED_KEEP_MS = 60000  -- a watched job stays this long, so that a watcher that reconnects finds it
local call = redis.call

local function clock()
  local t = call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- Whole numbers become text without an exponent. Not by '%d': the embedded server's integers have 32 bits.
local format = string.format
local function int(n) return format('%.0f', n) end

-- Calls a variadic command with a list of any length, a bounded number of arguments at a time.
local function each_chunk(command, key, list, step)
  local n = #list
  if n == 0 then return end
  if n <= step then call(command, key, unpack(list)) return end
  for i = 1, n, step do call(command, key, unpack(list, i, math.min(i + step - 1, n))) end
end

local function get_many(key, ids)
  local out = {}
  for i = 1, #ids, 4000 do
    local part = call('HMGET', key, unpack(ids, i, math.min(i + 3999, #ids)))
    for j = 1, #part do out[i + j - 1] = part[j] end
  end
  return out
end

-- Answers to resends: one connection's last replies by request number, in constant memory.
local SLOTS = 64
local function replayed(session, request)
  if session == '' then return nil end
  local kept = call('HGET', P .. 'session:' .. session, request % SLOTS)
  if not kept then return nil end
  local head = request .. '\n'
  if string.sub(kept, 1, #head) == head then return string.sub(kept, #head + 1) end
  return nil
end

local function remember(session, request, reply)
  if session == '' then return end
  local key = P .. 'session:' .. session
  call('HSET', key, request % SLOTS, request .. '\n' .. reply)
  call('PEXPIRE', key, 600000)
end

local function add_to(key, names, changes, extra_name, extra_value)
  local old = call('HMGET', key, unpack(names))
  local set = {}
  for i = 1, #names do
    set[2 * i - 1] = names[i]
    set[2 * i] = int((tonumber(old[i]) or 0) + changes[i])
  end
  if extra_name then set[#set + 1] = extra_name set[#set + 1] = extra_value end
  return set, call('HSET', key, unpack(set)) * 2 == #set
end

-- Counters. `deltas` is a flat list of name, change; the first must be 'w', the number of waiting jobs. Totals since the
-- queue began lie in `counts`, those of each 10 seconds in `stats:s:*`; the leader makes minutes of them.
local function tally(now, deltas, histogram)
  local names, changes = { 'w' }, { deltas[2] }
  for i = 3, #deltas, 2 do
    if deltas[i + 1] ~= 0 then
      names[#names + 1] = deltas[i]
      changes[#changes + 1] = deltas[i + 1]
    end
  end
  local totals = add_to(P .. 'counts', names, changes)
  table.remove(names, 1)
  table.remove(changes, 1)
  if histogram then
    for field, n in pairs(histogram) do names[#names + 1] = field changes[#changes + 1] = n end
  end
  if #names == 0 then return end
  local key = P .. 'stats:s:' .. int(math.floor(now / 10000))
  local _, new = add_to(key, names, changes, 'depth', totals[2])
  if new then call('PEXPIRE', key, 3900000) end
end

-- Buckets of a histogram: two for each doubling of the milliseconds.
local LOG2 = math.log(2)
local bucket_names = {}
local function bucket(name, ms)
  if ms < 0 then ms = 0 end
  local known = bucket_names[ms]
  if not known then
    known = name .. int(math.floor(2 * math.log(1 + ms) / LOG2))
    bucket_names[ms] = known
  end
  return known
end

-- The live feed: one entry a batch.
local function feed(kind, ids, who)
  local shown = #ids > 50 and table.concat(ids, ' ', 1, 50) or table.concat(ids, ' ')
  call('XADD', P .. 'events', 'MAXLEN', '~', 1000, '*', 'k', kind, 'n', #ids, 'i', shown, 'w', who or '')
end

-- Who, for the feed: the name that all jobs share, else the names in the order of the ids it shows.
local function worker_names(workers)
  for i = 2, #workers do
    if workers[i] ~= workers[1] then return table.concat(workers, ' ', 1, math.min(50, #workers)) end
  end
  return workers[1]
end

local function publish(gateways, message)
  for gateway in string.gmatch(gateways, '%S+') do
    call('PUBLISH', P .. 'gateway:' .. gateway, message)
  end
end

local function rank_of(ready, priority, age)
  if age == 0 then return priority * 1e13 + ready end
  return ready + priority * age
end

local function arm(class) call('ZADD', P .. 'wake:' .. class, 0, '1') end

-- Wakes the maintenance leader when something falls due before it means to wake.
-- Returns false when nobody leads.
local function due_at(at)
  local leader = call('GET', P .. 'leader')
  if not leader then return false end
  local till = tonumber(string.match(leader, ' (%d+)$'))
  if till and at < till then call('ZADD', P .. 'wake:leader', 0, '1') end
  return true
end

-- A first-time job that waits lies in the list ready:CLASS:PRIORITY (a lane) as two elements, id and payload, and in hash
-- `places` as 'SEQ CLASS:PRIORITY READY OPTIONS'. SEQ counts the jobs ever put into the lane; `lanes` counts those that left
-- at its front, so the list's index follows from both. One that leaves from the middle leaves two empty elements (blanks),
-- which `lanes` counts as MEMBERx.
local TAIL = '^(%d+):(%d) (%d+) (.*)$'
local tails = {}
-- What neighbours in a lane mostly share is taken apart once.
local function tail_of(place)
  local text = string.sub(place, string.find(place, ' ', 1, true) + 1)
  local known = tails[text]
  if known then return known end
  local class, priority, ready, options = string.match(text, TAIL)
  known = { class = class, priority = tonumber(priority), member = class .. ':' .. priority, ready = tonumber(ready),
    options = options }
  tails[text] = known
  return known
end

-- Takes `count` jobs and blanks off the front of a lane; `blanks` of them are blank.
local function shorten_lane(member, count, blanks)
  if count == 0 then return end
  call('LTRIM', P .. 'ready:' .. member, 2 * count, -1)
  call('HINCRBY', P .. 'lanes', member, count)
  if blanks > 0 then call('HINCRBY', P .. 'lanes', member .. 'x', -blanks) end
end

local function close_lane(member)
  call('UNLINK', P .. 'ready:' .. member)
  call('HDEL', P .. 'lanes', member, member .. 'x')
end

-- The first job of a lane, after its leading blanks were dropped; nil when none is left.
local function first_of_lane(member)
  local key = P .. 'ready:' .. member
  local id = call('LINDEX', key, 0)
  while id == '' do
    local rows, n = call('LRANGE', key, 0, 399), 0
    while n < #rows / 2 and rows[2 * n + 1] == '' do n = n + 1 end
    shorten_lane(member, n, n)
    id = call('LINDEX', key, 0)
  end
  return id or nil
end

-- Puts the true rank of a place's first job into `heads`, or takes the place out.
local function rehead(member, age)
  local class, lane = string.match(member, '^(%d+):(%w+)$')
  local rank
  if lane == 'a' then
    local first = call('ZRANGE', P .. 'again:' .. class, 0, 0, 'WITHSCORES')
    rank = tonumber(first[2])
  else
    local id = first_of_lane(member)
    if id then rank = rank_of(tail_of(call('HGET', P .. 'places', id)).ready, tonumber(lane), age) end
  end
  if rank then
    call('ZADD', P .. 'heads', rank, member)
  else
    call('ZREM', P .. 'heads', member)
    if lane ~= 'a' then close_lane(member) end
  end
  return rank
end

local function age_ms() return tonumber(call('HGET', P .. 'limits', 'age')) or 60000 end

-- Options that ride beside the payload are JSON text written by us: a number is found without decoding.
local function option(options, name)
  return tonumber(string.match(options, '"' .. name .. '":(%-?%d+)'))
end

local function with_option(options, name, json)
  if options == '' or options == '{}' then return '{"' .. name .. '":' .. json .. '}' end
  return string.sub(options, 1, -2) .. ',"' .. name .. '":' .. json .. '}'
end
