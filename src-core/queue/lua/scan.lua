#readonly
-- Everything known of several jobs, as far as a bounded answer goes.
-- ARGV  bytes after which no further job is read, then ids
-- Returns for each id that was read, in their order: nil when there is no such job, else what `get` returns of it.
--   When there are fewer rows than ids, ask for the rest again.
local most, read, out = tonumber(ARGV[1]), 0, {}
local ENTRY_COST = 200
local classes = {}

local function class_text(class)
  classes[class] = classes[class] or call('HGET', P .. 'classes', class) or '{}'
  return classes[class]
end

local function row(id)
  local fields, claim, payload, options, result, class, due = known_of(id)
  if not fields then return false end
  local errors, bytes = errors_of(id)
  read = read + ENTRY_COST + #payload + #options + #result + bytes
  return { fields, claim, payload, options, result, class_text(class), due, errors }
end

for i = 2, #ARGV do
  if read >= most then break end
  out[i - 1] = row(ARGV[i])
end
return out
