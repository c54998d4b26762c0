#readonly
-- Reads jobs of a lane, as far as a bounded answer goes.
-- ARGV  CLASS:PRIORITY, SEQ after which to begin, at most jobs, bytes of payload after which no further one is read
-- Returns {SEQ of the last one looked at (the given one at the end), id, payload, ...}
local member, after, most, room = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local key = P .. 'ready:' .. member
local gone = tonumber(call('HGET', P .. 'lanes', member)) or 0
local seq = math.max(after, gone)
local out = { '' }
local step = 10
while most > 0 and room > 0 do
  local rows = call('LRANGE', key, 2 * (seq - gone), 2 * (seq - gone + step) - 1)
  for i = 1, #rows, 2 do
    if rows[i] ~= '' then
      out[#out + 1] = rows[i]
      out[#out + 1] = rows[i + 1]
      room = room - #rows[i + 1]
    end
  end
  seq = seq + #rows / 2
  most = most - #rows / 2
  if #rows < 2 * step then break end
  local read = tonumber(ARGV[4]) - room
  step = math.max(1, math.min(most, 200, math.floor(room * step / math.max(1, read))))
end
out[1] = int(#out == 1 and seq == math.max(after, gone) and after or seq)
return out
