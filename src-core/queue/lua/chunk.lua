#allow-oom
-- Appends result chunks, each group by its fence, and sends them to the gateways that watch. Safe to resend: the id of an
-- entry is attempt-sequence, and an id that is not above the last is refused.
-- A group without chunks (last = first - 1) marks that its attempt goes on after those of earlier ones.
-- ARGV  for each group: id, fence, attempt, first seq, last seq, chunks as a JSON array
-- Returns one character a group: 'a' applied (or applied before), 'l' the lease was lost
local codes = {}
local now = int(clock())
for at = 1, #ARGV, 6 do
  local id, fence, attempt, first, last = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local text = call('HGET', P .. 'active', id)
  if text and string.match(text, '^%d+') == fence then
    local out = job_key(id) .. '#out'
    local added = redis.pcall('XADD', out, 'MAXLEN', '~', 20000, attempt .. '-' .. last, 'f', first, 'd', ARGV[at + 5], 't', now)
    if type(added) == 'table' and added.err and not string.find(added.err, 'equal or smaller', 1, true) then
      return added
    end
    codes[#codes + 1] = 'a'
    if type(added) == 'string' then
      if first == '1' then
        call('PEXPIRE', out, 8 * DAY)
        call('SADD', P .. 'extras', id)
      end
      local gateways = call('HGET', P .. 'watch', id)
      if gateways then publish(gateways, 'c\n' .. id .. '\n' .. attempt .. '\n' .. first .. '\n' .. ARGV[at + 5]) end
    end
  else
    codes[#codes + 1] = 'l'
  end
end
return table.concat(codes)
