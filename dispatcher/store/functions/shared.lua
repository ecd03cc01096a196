-- Helpers of the shard functions. In every verb all checks come before all writes: Redis does not
-- roll back a function that fails half way.
--
-- Keys (docs/redis-keys.md): `lease` and `state` are hashes.
-- Numbers that must stay exact (version, epoch) are compared and passed on as text.

local function now_ms()
    local time = redis.call('TIME')
    return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- The token is compared whole: a failover can rewind an epoch, never a nonce.
local function holds(lease_key, epoch, nonce)
    local lease = redis.call('HMGET', lease_key, 'epoch', 'nonce', 'released')
    return lease[1] == epoch and lease[2] == nonce and lease[3] ~= '1'
end

local function version_of(state_key)
    return redis.call('HGET', state_key, 'version') or '0'
end

-- serving '1': the shard counts as served until now (an outage is counted from there).
local function prolong(lease_key, now, ttl, serving)
    redis.call('HSET', lease_key, 'renewed', now, 'until', now + ttl)
    if serving == '1' then redis.call('HSET', lease_key, 'alive', now) end
end

-- What every verb but acquire answers.
local function answer(status, state_key, now)
    return {status, version_of(state_key), now}
end
