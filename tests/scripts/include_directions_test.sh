#!/usr/bin/env bash
# The check must catch a planted violation of each kind, and pass what is allowed.
set -euo pipefail
check=$(readlink -f "$1")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# plant FILE LINE caught|allowed
plant() {
    mkdir -p "$tree/$(dirname "$1")"
    printf '#pragma once\n%s\n' "$2" >"$tree/$1"
    local said verdict=allowed
    said=$(bash "$check" "$tree") || verdict=caught
    rm -f "$tree/$1"
    if [ "$verdict" != "$3" ]; then
        echo "$1: $2 should be $3, but is $verdict. $said" >&2
        exit 1
    fi
    if [ "$verdict" = caught ] && [[ $said != "$1:2: "* ]]; then
        echo "the complaint does not name $1:2 but says: $said" >&2
        exit 1
    fi
}

mkdir -p "$tree"/{common,dispatcher,gateway,deploy,tests}
plant dispatcher/core/a.hpp '#include <boost/asio/post.hpp>' caught
plant dispatcher/core/a.cpp '#include <hiredis/hiredis.h>' caught
plant dispatcher/core/a.cpp '#  include <spdlog/spdlog.h>' caught
plant dispatcher/core/a.cpp '#include <chrono>' caught
plant dispatcher/core/a.cpp '#include <sys/socket.h>' caught
plant dispatcher/core/a.cpp '#include <boost/uuid/random_generator.hpp>' caught
plant dispatcher/core/a.cpp '#include "common/redis/client.hpp"' caught
plant dispatcher/core/a.cpp '#include "dispatcher/store/shard_store.hpp"' caught
plant dispatcher/core/a.cpp '#include <dispatcher/store/shard_store.hpp>' caught
plant dispatcher/core/a.cpp '#include "turn.hpp"' caught
plant dispatcher/store/a.cpp '#include "dispatcher/engine/shard_owner.hpp"' caught
plant dispatcher/engine/a.cpp '#include "gateway/ws/session.hpp"' caught
plant dispatcher/engine/a.cpp '#include <hiredis/async.h>' caught
plant gateway/view/a.cpp '#include "dispatcher/core/machine.hpp"' caught
plant gateway/view/a.cpp '#include <boost/beast/core.hpp>' caught
plant common/ids/a.cpp '#include "gateway/auth/secret.hpp"' caught
plant common/ids/a.cpp '#include "../redis/client.hpp"' caught

plant dispatcher/core/a.cpp '#include <boost/uuid/uuid_io.hpp>' allowed
plant dispatcher/core/a.cpp '#include <circle/v1/storage.pb.h>' allowed
plant dispatcher/core/a.cpp '#include <vector>' allowed
plant dispatcher/core/a.cpp '#include "dispatcher/core/turn.hpp"' allowed
plant dispatcher/store/a.cpp '#include "dispatcher/core/machine.hpp"' allowed
plant common/redis/a.cpp '#include <hiredis/async.h>' allowed
plant gateway/ws/a.cpp '#include <boost/beast/websocket.hpp>' allowed
plant tests/unit/a.cpp '#include "dispatcher/core/turn.hpp"' allowed
echo "every planted violation was caught"
