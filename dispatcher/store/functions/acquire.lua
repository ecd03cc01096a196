-- acquire: takes the shard's lease if it is free, released or expired by Redis' clock.
--
-- keys    lease, state
-- args    owner, nonce (fresh and random; the same when a lost reply is asked for again),
--         core version, ttl in ms
-- result  {'granted', epoch, clean, alive_until, now}: clean '1' if the holder before released it;
--         alive_until: when the shard was last served, '0' if never
--         {'held', now}  {'core_too_old', now}
-- errors  epoch is not a number: nothing is written
local function acquire(keys, args)
    local lease_key, state_key = keys[1], keys[2]
    local owner, nonce = args[1], args[2]
    local core_version, ttl = tonumber(args[3]), tonumber(args[4])
    local now = now_ms()

    local min_core = tonumber(redis.call('HGET', state_key, 'min_core') or '0')
    if min_core > core_version then return {'core_too_old', now} end

    local lease = redis.call('HMGET', lease_key, 'nonce', 'released', 'until', 'renewed', 'alive')
    local released = lease[2] == '1'
    local ends, renewed = tonumber(lease[3] or '0'), tonumber(lease[4] or '0')
    local alive = lease[5] or renewed -- a lease of before this field was there

    if lease[1] ~= nonce or released then
        if not released and now < renewed then
            -- The clock stepped back under a lease: count its time again from here, or a dead
            -- holder would keep it for as long as the step was.
            redis.call('HSET', lease_key, 'renewed', now, 'until', now + (ends - renewed))
            return {'held', now}
        end
        if not released and now < ends then return {'held', now} end
        redis.call('HINCRBY', lease_key, 'epoch', 1)
        redis.call('HSET', lease_key, 'nonce', nonce, 'owner', owner, 'released', '0',
                   'before_clean', (released or not lease[1]) and '1' or '0',
                   'alive', alive, 'before_alive', alive)
    end
    prolong(lease_key, now, ttl, '0')

    local term = redis.call('HMGET', lease_key, 'epoch', 'before_clean', 'before_alive')
    return {'granted', term[1], term[2], term[3], now}
end

redis.register_function{function_name = prefix .. 'acquire', callback = acquire,
                        flags = {'allow-oom'}}
