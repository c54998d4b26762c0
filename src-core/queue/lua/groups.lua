#readonly
-- A part of the error groups.
-- ARGV  cursor ('0' at first), about how many
-- Returns {next cursor ('0' at the end), then for each group: fingerprint, members, first and last death (epoch ms)}
local part = call('HSCAN', P .. 'groups', ARGV[1], 'COUNT', ARGV[2])
local out, found = { part[1] }, part[2]
for i = 1, #found, 2 do
  local key = P .. 'group:' .. found[i]
  local first = call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if first[1] then
    local last = call('ZRANGE', key, -1, -1, 'WITHSCORES')
    out[#out + 1] = found[i]
    out[#out + 1] = call('ZCARD', key)
    out[#out + 1] = first[2]
    out[#out + 1] = last[2]
  end
end
return out
