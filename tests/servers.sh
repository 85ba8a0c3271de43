# Sourced by tests/run: unpacks the real FTP servers that the tests talk to, and the tools (ip, nft)
# that make the firewalls and NATs of tests/netlab.
#
# The servers' packages conflict with one another, so all are downloaded and unpacked side by side
# under .servers/root and never installed: the system and its package lists stay as they are.
# Nothing here needs root. A stamp file makes later runs instant.

SERVER_PACKAGES=(vsftpd proftpd-core proftpd-mod-crypto pure-ftpd pure-ftpd-common nftables iproute2)
SERVER_PROGRAMS=(usr/sbin/vsftpd usr/sbin/proftpd usr/sbin/pure-ftpd usr/sbin/nft)
SERVER_RECIPE=3 # Raise it when the recipe changes, so that older trees are unpacked anew.

server_tree_is_current() {
    [ "$(cat "$1/.stamp" 2>/dev/null)" = "$SERVER_RECIPE $(uname -m)" ] || return 1
    local program
    for program in "${SERVER_PROGRAMS[@]}"; do
        [ -x "$1/$program" ] || return 1
    done
}

server_package_is_known() {
    [ -n "$(apt-cache "${APT_OPTIONS[@]}" show "$1" 2>/dev/null)" ]
}

# Package lists of our own, when the system's do not know the servers (fresh containers have none).
fetch_package_lists() {
    local folder=$1
    mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
    APT_OPTIONS+=(-o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder/cache")
    echo "tests/run: fetching package lists into .servers"
    apt-get "${APT_OPTIONS[@]}" -qq update
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The servers and the shared libraries they need which this system has not got, one a line.
packages_wanted() {
    local queue=("$@") seen=" " package library
    while [ ${#queue[@]} -gt 0 ]; do
        package=${queue[0]}
        queue=("${queue[@]:1}")
        case $seen in *" $package "*) continue ;; esac
        seen+="$package "
        echo "$package"
        while read -r library; do
            is_installed "$library" || queue+=("$library")
        done < <(apt-cache "${APT_OPTIONS[@]}" depends --no-recommends --no-suggests \
            --no-conflicts --no-breaks --no-replaces --no-enhances "$package" |
            sed -n 's/^ *|\{0,1\}\(Pre\)\{0,1\}Depends: \(lib[^ ]*\)$/\2/p' | grep -v '^libpam-')
    done
}

# Unpacks the servers into $1/root. Fails, saying why, when one of them cannot be had.
unpack_servers() {
    local base=$1 root=$1/root package archive library
    APT_OPTIONS=()
    server_tree_is_current "$root" && return 0
    if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
        echo "tests/run: no apt-get here" >&2
        return 1
    fi
    rm -rf "$base/new"
    mkdir -p "$base/new/packages" "$base/new/root"
    # Root downloads as root: the usual drop to another user would only warn about this folder.
    [ "$(id -u)" != 0 ] || APT_OPTIONS+=(-o APT::Sandbox::User=root)
    for package in "${SERVER_PACKAGES[@]}"; do
        server_package_is_known "$package" && continue
        fetch_package_lists "$base/apt" || return 1
        break
    done
    echo "tests/run: downloading ${SERVER_PACKAGES[*]} (once, into .servers)"
    local wanted
    mapfile -t wanted < <(packages_wanted "${SERVER_PACKAGES[@]}")
    # Lists that have gone stale name packages which are no longer there: fetch and try again.
    download_packages "$base/new/packages" "${wanted[@]}" || {
        fetch_package_lists "$base/apt" || return 1
        download_packages "$base/new/packages" "${wanted[@]}" || return 1
    }
    for archive in "$base/new/packages"/*.deb; do
        dpkg -x "$archive" "$base/new/root" || return 1
    done
    libraries_are_complete "$base/new/root" || return 1
    echo "$SERVER_RECIPE $(uname -m)" >"$base/new/root/.stamp"
    rm -rf "$root"
    mv "$base/new/root" "$root"
    rm -rf "$base/new" "$base/apt"
}

download_packages() {
    local folder=$1
    shift
    (cd "$folder" && apt-get "${APT_OPTIONS[@]}" -qq download "$@")
}

libraries_are_complete() {
    local root=$1 program missing paths
    paths=$(find "$root/usr/lib" "$root/lib" -maxdepth 1 -name '*-linux-gnu*' 2>/dev/null |
        paste -sd: -)
    for program in "${SERVER_PROGRAMS[@]}"; do
        missing=$(LD_LIBRARY_PATH=$paths ldd "$root/$program" | grep 'not found' || true)
        [ -z "$missing" ] || {
            echo "tests/run: $program lacks libraries:" "$missing" >&2
            return 1
        }
    done
}
