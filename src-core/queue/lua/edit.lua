-- Gives a dead job another payload; its log says so.
-- ARGV  id, payload JSON, what the log says
-- Returns 'a' done, 's' not dead, '' no such job
local id = ARGV[1]
local job = call('HMGET', job_key(id), 'e', 's', 'n')
if not job[1] then return '' end
if job[2] ~= 'd' or not call('ZSCORE', P .. 'dead', id) then return 's' end
local _, options = stored_content(id)
store_content(id, ARGV[2], options)
log(id, 'log', job[3] or '0', ARGV[3])
feed('edited', { id })
return 'a'
