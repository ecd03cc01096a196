# What ./run and ./test share: Debian 12 packages and the CMake build. Sourced by both, from the
# repository's root; needs bash with pipefail.

build_packages=(
    cmake ninja-build g++ pkg-config
    libboost1.81-dev libhiredis-dev libprotobuf-dev protobuf-compiler libspdlog-dev libfmt-dev
    libtomlplusplus-dev libcli11-dev prometheus-cpp-dev libjemalloc-dev libssl-dev libqrencode-dev
    redis-server redis-tools
)
test_packages=(
    libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev liblemon-dev chromium-headless-shell fonts-noto-cjk
    prometheus  # for promtool only
)

# Node 18 or newer with npm, whoever packaged it; Debian's own otherwise.
node_packages() {
    local version
    version=$(node --version 2>/dev/null) || version=v0
    version=${version#v}
    if [ "${version%%.*}" -lt 18 ] || ! command -v npm >/dev/null; then
        echo nodejs npm
    fi
}

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Some packages start a service of their own when we bring them; we want only their programs.
silence_service() {  # name, how to become root …
    local name=$1
    if [ -d /run/systemd/system ]; then
        "${@:2}" systemctl disable --now "$name" >/dev/null 2>&1
    else
        "${@:2}" service "$name" stop >/dev/null 2>&1
        "${@:2}" update-rc.d "$name" disable >/dev/null 2>&1
    fi
    return 0
}

# A line now and then, out of apt-get's many.
installation_progress() {
    local line fetched=0 unpacked=0
    while IFS= read -r line; do
        case "$line" in
        Get:*) fetched=$((fetched + 1)) && [ $((fetched % 50)) -ne 0 ] ||
            echo "  $fetched files are downloaded" ;;
        Unpacking*) unpacked=$((unpacked + 1)) && [ $((unpacked % 50)) -ne 0 ] ||
            echo "  $unpacked packages are unpacked" ;;
        esac
    done
}

# install_missing PACKAGE…: says what it installs, installs nothing else.
install_missing() {
    local package missing=() as_root=()
    for package in "$@" $(node_packages); do
        installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "Missing packages, and this is neither root nor is there sudo. As root run:" >&2
            echo "  apt-get install ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "Installing ${#missing[@]} missing Debian packages: ${missing[*]}"
    local log
    log=$(mktemp)
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q)
    if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } \
        </dev/null 2>&1 | tee "$log" |
        installation_progress; then
        tail -n 20 "$log" >&2
        echo "apt-get could not install: ${missing[*]} (its last lines are above)" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
    local service
    for service in redis-server prometheus; do
        case " ${missing[*]} " in *" $service "*) silence_service "$service" "${as_root[@]}" ;; esac
    done
    echo "Installed."
}

# Compilers at work at once: one a core, but up to 1.5 GiB of memory each.
build_jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1572864) }' /proc/meminfo)
    [ "$memory" -ge 1 ] || memory=1
    echo $((cores < memory ? cores : memory))
}

# configure DIRECTORY CMAKE_ARGUMENT…: quiet unless it fails.
configure() {
    local log
    log=$(mktemp)
    if ! cmake -S . -B "$1" -G Ninja "${@:2}" </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# compile DIRECTORY [TARGET…]: with ninja's progress; silent when there is nothing to do.
compile() {
    if ! ninja -C "$1" -n "${@:2}" 2>/dev/null | grep -q 'no work to do'; then
        echo "Building in $1 …"
        nice ninja -C "$1" -j "$(build_jobs)" "${@:2}" </dev/null
    fi
}
