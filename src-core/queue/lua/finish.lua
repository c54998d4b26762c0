#allow-oom
-- Applies what a worker reports of its jobs, each by its fence. Safe to resend.
-- ARGV  session, request, worker ('' = the ones that claimed them), then for each job: kind, id, fence, body, and for kind 'f' also:
--       retryable (0|1), outcome (failed|timeout), error fingerprint, random 0..1, message,
--       least delay of a retry in ms (0 = the backoff's alone)
--   kind 'c' completed, body = result JSON ('' = null); 'f' failed, body = error JSON; 'r' released, body = ''
-- Returns '' when all were applied, else one character a job: 'a' applied, 'l' the lease was lost
local session, request = ARGV[1], tonumber(ARGV[2])
local before = replayed(session, request)
if before then return before end

local now = clock()
-- Where each job's report begins in ARGV.
local begins, ids = {}, {}
local at = 4
while at <= #ARGV do
  begins[#begins + 1] = at
  ids[#ids + 1] = ARGV[at + 1]
  at = at + (ARGV[at] == 'f' and 10 or 4)
end

-- The reports whose fence holds: position in ARGV, claim, id; and how many jobs each lease loses.
local claims = get_many(P .. 'active', ids)
local codes, held, held_claims, held_ids, plain = {}, {}, {}, {}, true
local left, singles = {}, {}
local seen, last_rest, last_claim = {}, nil, nil
for i = 1, #ids do
  local id, text, fence, rest = ids[i], claims[i], nil, nil
  if text and not seen[id] then fence, rest = split_claim(text) end
  if fence and fence == ARGV[begins[i] + 2] then
    seen[id] = true
    codes[i] = 'a'
    if rest ~= last_rest then last_rest, last_claim = rest, parse_rest(rest) end
    local n, lease = #held + 1, last_claim.lease
    held[n] = begins[i]
    held_claims[n] = last_claim
    held_ids[n] = id
    if lease == 'j' then singles[#singles + 1] = 'j:' .. id
    else left[lease] = (left[lease] or 0) + 1 end
  else
    codes[i] = 'l'
    plain = false
  end
end
local reply = plain and '' or table.concat(codes)
if #held == 0 then
  remember(session, request, reply)
  return reply
end

each_chunk('HDEL', P .. 'active', held_ids, 4000)
each_chunk('ZREM', P .. 'leases', singles, 4000)
for lease, n in pairs(left) do leave_lease(lease, n) end
local watching = call('EXISTS', P .. 'watch') == 1
local gateways = watching and get_many(P .. 'watch', held_ids) or {}

local ends = new_ends()
local done, failed, retried, dead, released, unwatch, runs = {}, {}, {}, {}, {}, {}, {}
local waiting, first_due = 0, math.huge
local age

local function tell(i, kind, extra, body)
  local g = gateways[i]
  if g then
    publish(g, kind .. '\n' .. held_ids[i] .. '\n' .. int(held_claims[i].attempt) .. '\n' .. extra .. '\n' .. body)
  end
end

local payloads
-- The payload held beside a claim, nil when it is stored elsewhere; read for all jobs when first needed.
local function payload_of(i)
  if not payloads then payloads = get_many(P .. 'held', held_ids) end
  return payloads[i] or nil
end

local keep_options, keep_ms
local function keep_of(options)
  if options ~= keep_options then
    keep_options, keep_ms = options, options ~= '' and option(options, 'k') or KEEP_MS
  end
  return keep_ms
end

local function completed(i)
  local c, id, body = held_claims[i], held_ids[i], ARGV[held[i] + 3]
  local keep = keep_of(c.options)
  if gateways[i] then
    tell(i, 'r', int(now), body == '' and 'null' or body)
    unwatch[#unwatch + 1] = id
    if keep < WATCHED_KEEP_MS then keep = WATCHED_KEEP_MS end
  end
  if keep > 0 then
    finish_job(ends, now, id, 'c', keep, c.options, payload_of(i), body,
      { 'a' .. ARGV[held[i] + 2], attempt_text(c, now, 'completed'), 'n', int(c.attempt) }, c)
  else
    finish_job(ends, now, id, 'c', 0, c.options)
  end
  done[#done + 1] = id
end

local function backoff(c, random)
  local kind, base, most, jitter = string.match(c.options, '"b":%["(%a)",(%d+),(%d+),([%d%.]+)%]')
  base, most, jitter = tonumber(base) or 1000, tonumber(most) or 60000, tonumber(jitter) or 0.2
  local delay = kind == 'f' and base or math.min(most, base * 2 ^ c.used)
  return math.floor(delay * (1 - jitter + 2 * jitter * random))
end

local function has_failed(i)
  local c, id, at = held_claims[i], held_ids[i], held[i]
  local fence, body, retryable = ARGV[at + 2], ARGV[at + 3], ARGV[at + 4] == '1'
  local text, used = attempt_text(c, now, ARGV[at + 5]), c.used + 1
  log(id, 'error', int(c.attempt), body)
  failed[#failed + 1] = id
  local retry = retryable and used < (option(c.options, 'n') or 4)
  tell(i, 'e', retry and '1' or '0', body)
  if retry then
    local due = now + math.max(backoff(c, tonumber(ARGV[at + 7])), tonumber(ARGV[at + 9]))
    end_attempt(id, fence, c, used, text, 's')
    call('ZADD', P .. 'scheduled', due, id)
    first_due = math.min(first_due, due)
    retried[#retried + 1] = id
    return
  end
  finish_job(ends, now, id, 'd', DEAD_KEEP_MS, c.options, payload_of(i), body,
    { 'a' .. fence, text, 'n', int(c.attempt), 'u', int(used), 'f', fence, 'g', ARGV[at + 6] }, c)
  join_group(now, id, ARGV[at + 6], ARGV[at + 8])
  if gateways[i] then unwatch[#unwatch + 1] = id end
  dead[#dead + 1] = id
end

local function was_released(i)
  local c, id = held_claims[i], held_ids[i]
  age = age or age_ms()
  end_attempt(id, ARGV[held[i] + 2], c, c.used, attempt_text(c, now, 'released'))
  put_again(id, c.class, c.priority, c.ready, age)
  waiting = waiting + 1
  tell(i, 's', int(now), 'waiting')
  released[#released + 1] = id
end

local run_start, run_count = nil, 0
local function count_runs()
  if run_count == 0 then return end
  local b = bucket('r', now - run_start)
  runs[b] = (runs[b] or 0) + run_count
  run_count = 0
end

for i = 1, #held do
  local kind = ARGV[held[i]]
  if kind == 'c' then completed(i)
  elseif kind == 'f' then has_failed(i)
  else was_released(i) end
  if kind ~= 'r' then
    local start = held_claims[i].start
    if start ~= run_start then
      count_runs()
      run_start = start
    end
    run_count = run_count + 1
  end
end
count_runs()

each_chunk('HDEL', P .. 'watch', unwatch, 4000)
each_chunk('HDEL', P .. 'held', held_ids, 4000)
settle(ends)
tally(now, { 'w', waiting, 'completed', #done, 'failed', #failed, 'retried', #retried, 'dead', #dead,
  'released', #released }, runs)
local claimed_by
local function who(list)
  if ARGV[3] ~= '' then return ARGV[3] end
  if not claimed_by then
    claimed_by = {}
    for i = 1, #held do claimed_by[held_ids[i]] = held_claims[i].worker end
  end
  local workers = {}
  for i = 1, #list do workers[i] = claimed_by[list[i]] end
  return worker_names(workers)
end
if #done > 0 then feed('completed', done, who(done)) end
if #retried > 0 then feed('retry', retried, who(retried)) end
if #dead > 0 then feed('dead', dead, who(dead)) end
if #released > 0 then feed('released', released, who(released)) end
if first_due < math.huge then due_at(first_due) end
local limits = call('HMGET', P .. 'limits', 'concurrency', 'keep')
if #done + #dead > 0 then drop_over(tonumber(limits[2]) or 10000, 2 * (#done + #dead)) end
if limits[1] then arm_waiting() end
remember(session, request, reply)
return reply
