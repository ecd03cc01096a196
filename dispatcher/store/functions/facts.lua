-- facts: how much the command stream holds and has held, without its entries: what XINFO adds of the
-- first and the last one may be a mebibyte each.
--
-- keys    commands
-- result  {length, entries ever added, last id, newest id deleted by hand}; {}: there is no stream
-- errors  the key is not a stream
local function facts(keys)
    local info = redis.pcall('XINFO', 'STREAM', keys[1])
    if info.err then
        return string.find(info.err, 'no such key', 1, true) and {} or info
    end
    local values = {}
    for i = 1, #info, 2 do values[info[i]] = info[i + 1] end
    return {values['length'], values['entries-added'], values['last-generated-id'],
            values['max-deleted-entry-id']}
end

redis.register_function{function_name = prefix .. 'facts', callback = facts, flags = {'no-writes'}}
