#!/usr/bin/env bash
# Dependencies point one way (docs/architecture.md): checks every #include against a table.
#   include_directions.sh ROOT    exits 1 and prints file:line of each include that is not allowed
set -euo pipefail
cd "$1"

# Folder (the longest that matches a file counts) | project folders it may include | what else it
# may include, as a regular expression over the text between < and >.
table='
common               | common                                          | .*
dispatcher           | dispatcher common                               | .*
dispatcher/core      | dispatcher/core                                 | PURE
dispatcher/store     | dispatcher/store dispatcher/core common         | .*
dispatcher/engine    | dispatcher/engine dispatcher/core dispatcher/store common | .*
dispatcher/notify    | dispatcher/notify common                        | .*
dispatcher/sim       | dispatcher/sim dispatcher/core dispatcher/store common | .*
gateway              | gateway common                                  | .*
deploy               | deploy dispatcher gateway common                | .*
tests                | tests deploy dispatcher gateway common          | .*
'
# The core: the contract, the standard library without clocks, chance, threads and files, and parts
# of Boost that do no I/O.
pure='^(circle/v1/[a-z]+\.pb\.h|google/protobuf/.*|[a-z_]+|boost/(uuid|geometry|graph|container|container_hash|system|algorithm)/.*)$'
impure='^(chrono|ctime|random|thread|mutex|shared_mutex|condition_variable|future|atomic|iostream|fstream|filesystem|coroutine|semaphore|latch|barrier|boost/uuid/(random|uuid_generators).*)$'
# Third-party headers with one home: the rest of the code sees our own types.
homes='
hiredis/             | common/redis tests
boost/beast          | gateway/ws gateway/http tests
'

find common dispatcher gateway deploy tests -name node_modules -prune -o \
    \( -name '*.hpp' -o -name '*.cpp' -o -name '*.in' \) -print 2>/dev/null | sort |
    xargs -d '\n' -r awk -v table="$table" -v pure="$pure" -v impure="$impure" \
        -v homes="$homes" '
        function trim(s) { gsub(/^ +| +$/, "", s); return s }
        function within(path, folders,    n, i, list) {
            n = split(folders, list, " ")
            for (i = 1; i <= n; i++) if (index(path, list[i] "/") == 1) return 1
            return 0
        }
        function complain(what) { printf "%s:%d: %s\n", file, FNR, what }
        BEGIN {
            rows = split(table, row, "\n")
            home_count = split(homes, home, "\n")
        }
        FNR == 1 {
            file = FILENAME
            mine = folders = others = ""
            for (i = 1; i <= rows; i++) {
                if (split(row[i], cell, "|") != 3) continue
                folder = trim(cell[1])
                if (index(file, folder "/") == 1 && length(folder) > length(mine)) {
                    mine = folder; folders = trim(cell[2]); others = trim(cell[3])
                }
            }
        }
        match($0, /^[ \t]*#[ \t]*include[ \t]*[<"][^>"]+[>"]/) {
            text = $0; sub(/^[ \t]*#[ \t]*include[ \t]*/, "", text)
            quoted = substr(text, 1, 1) == "\""
            text = substr(text, 2); sub(/[>"].*$/, "", text)
            if (quoted || text ~ /^(common|dispatcher|gateway|deploy|tests)\//) {
                if (text !~ /^(common|dispatcher|gateway|deploy|tests)\//)
                    complain("\"" text "\": write the path from the root of the repository")
                else if (!within(text, folders))
                    complain("\"" text "\": " mine " may include " folders)
                next
            }
            if (others == "PURE" && (text !~ pure || text ~ impure))
                complain("<" text ">: the core is pure")
            for (i = 1; i <= home_count; i++) {
                if (split(home[i], cell, "|") != 2) continue
                if (index(text, trim(cell[1])) == 1 && !within(file, trim(cell[2])))
                    complain("<" text ">: only in " trim(cell[2]))
            }
        }' | { ! grep .; }
