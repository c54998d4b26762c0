#readonly
-- What the members of one error group have in common.
-- ARGV  fingerprint, first and last death (epoch ms), steps of the timeline, how many of the newest to look at
-- Returns {error JSON of the oldest member or '', sample text, members in each step,
--   then of the newest: class definition and count for each class, worker and count for each worker}
local key = P .. 'group:' .. ARGV[1]
local first, last, steps = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local oldest = call('ZRANGE', key, 0, 0)
local text = oldest[1] and call('GET', job_key(oldest[1]) .. '#result') or ''

local timeline = {}
for i = 1, steps do
  local from = first + (last - first) * (i - 1) / steps
  local to = first + (last - first) * i / steps
  timeline[i] = call('ZCOUNT', key, format('%.3f', from), i == steps and int(last) or '(' .. format('%.3f', to))
end

local classes, workers = {}, {}
local newest = call('ZRANGE', key, 0, ARGV[5] - 1, 'REV')
for i = 1, #newest do
  local job = call('HMGET', job_key(newest[i]), 'e', 'f')
  if job[1] then
    local class = home(job[1])
    classes[class] = (classes[class] or 0) + 1
    local record = job[2] and call('HGET', job_key(newest[i]), 'a' .. job[2])
    local worker = record and string.match(record, '^%d+ %d+ %d+ (%S+) ')
    if worker then workers[worker] = (workers[worker] or 0) + 1 end
  end
end

local by_class, by_worker = {}, {}
for class, n in pairs(classes) do
  by_class[#by_class + 1] = call('HGET', P .. 'classes', class) or '{}'
  by_class[#by_class + 1] = n
end
for worker, n in pairs(workers) do
  by_worker[#by_worker + 1] = worker
  by_worker[#by_worker + 1] = n
end
return { text or '', call('HGET', P .. 'groups', ARGV[1]) or '', timeline, by_class, by_worker }
