-- commit: applies all effects of one batch, or none. Also prolongs the lease and removes the mark.
--
-- keys    lease, state, entities, outcomes, events, journal
-- args    epoch, nonce, ttl in ms, serving ('1' or '0'), batch id, expected version,
--         version after it, min core,
--         state blob, journal blob, record blob (empty: no event stream entry),
--         four counts: entities to put, entities to erase, outcomes to put, outcomes to erase;
--         then key and blob of each put, key of each erase, in that order
-- result  {'done', version, now}          applied now
--         {'already_done', version, now}  the last commit had this batch id
--         {'fenced', version, now}        the token is not the shard's any more
--         {'conflict', version, now}      the shard's version is not the expected one
-- errors  argument count, key of another type: nothing is written

local kFixed = 15   -- arguments before the items
local kChunk = 2000 -- items per call: Lua's unpack is limited to 8,000

local function check(keys, args)
    local wanted = kFixed + 2 * args[12] + args[13] + 2 * args[14] + args[15]
    if #args ~= wanted then
        return 'commit: ' .. #args .. ' arguments, expected ' .. wanted
    end
    local types = {'hash', 'hash', 'hash', 'hash', 'stream', 'stream'}
    for i, key in ipairs(keys) do
        local is = redis.call('TYPE', key).ok
        if is ~= types[i] and is ~= 'none' then
            return 'commit: ' .. key .. ' is a ' .. is .. ', expected a ' .. types[i]
        end
    end
end

local function in_chunks(verb, key, args, first, count)
    local last = first + count - 1
    for i = first, last, kChunk do
        redis.call(verb, key, unpack(args, i, math.min(i + kChunk - 1, last)))
    end
    return last + 1
end

local function commit(keys, args)
    local lease_key, state_key, entities, outcomes, events, journal = unpack(keys)
    local epoch, nonce, ttl, serving, batch, expected, version, min_core = unpack(args, 1, 8)
    local state, line, record = unpack(args, 9, 11)
    local now = now_ms()

    local problem = check(keys, args)
    if problem then return redis.error_reply('ERR ' .. problem) end
    if not holds(lease_key, epoch, nonce) then return answer('fenced', state_key, now) end
    if redis.call('HGET', state_key, 'batch') == batch then
        return answer('already_done', state_key, now)
    end
    if version_of(state_key) ~= expected then return answer('conflict', state_key, now) end

    local puts, erases = 2 * args[12], tonumber(args[13])
    local outcome_puts, outcome_erases = 2 * args[14], tonumber(args[15])
    local at = in_chunks('HSET', entities, args, kFixed + 1, puts)
    at = in_chunks('HDEL', entities, args, at, erases)
    -- An outcome may expire and be given anew in one batch: what is put stays.
    in_chunks('HDEL', outcomes, args, at + outcome_puts, outcome_erases)
    in_chunks('HSET', outcomes, args, at, outcome_puts)
    if record ~= '' then redis.call('XADD', events, '*', 'r', record) end
    redis.call('XADD', journal, '*', 'j', line)
    -- On one node readers may act on what is committed at once (released); with replicas only
    -- after WAIT.
    redis.call('HSET', state_key, 'state', state, 'version', version, 'batch', batch,
               'min_core', min_core, 'released', version)
    redis.call('HDEL', state_key, 'mark')
    prolong(lease_key, now, tonumber(ttl), serving)
    return answer('done', state_key, now)
end

redis.register_function{function_name = prefix .. 'commit', callback = commit,
                        flags = {'allow-oom'}}
