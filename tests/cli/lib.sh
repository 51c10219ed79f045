# Shared by the command tests: a workshop of its own below a temporary folder, and TAP lines.
# Source it; then run the program with `cb`, and close with `finish`. With CLEARBAY_VIA=service every command
# goes through the socket of a service of its own; a test that has nothing to say about that has a line "# In process
# only: WHY" at its top (tests/run).
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
shared=${CLEARBAY_SHARED:-$here/../shared/data}
program=${CLEARBAY:-$here/build/clearbay}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
count=0 failed=0
via=${CLEARBAY_VIA:-process} service=

cat > "$home/clearbay.ini" <<END
[outlet]
code = SH01
name = Test
[database]
path = $home/clearbay.db
[oem.demo]
url = file:$home/list.csv
columns = part_no=No, name=Name, name_local=Local, list_price=Price, superseded_by=By
gate_removed_percent = 100
gate_jump_rows_percent = 100
gate_zero_rows_percent = 100
gate_rejected_percent = 100
END
printf 'No,Name,Local,Price,By\n90915-YZZD4,Oil filter,机油滤清器,58.00,\n04465-33471,Brake pad set front,前制动片,560.50,\nOLD-1,Old pad,,10.00,04465-33471\nNOPRICE,Not published,,,\n' > "$home/list.csv"

ok() { count=$((count + 1)); echo "ok $count - $1"; }
not_ok() { count=$((count + 1)); failed=$((failed + 1)); echo "not ok $count - $1"; [ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'; }
skip() { count=$((count + 1)); echo "ok $count - $1 # SKIP $2"; }

[ "$via" != service ] || printf '[service]\nsocket = %s\n' "$home/socket" >> "$home/clearbay.ini"
# the service of this workshop, ended with the test; a configuration that a test has changed meanwhile counts
start_service() {
    if [ -n "$service" ]; then
        [ "$home/clearbay.ini" -nt "$home/served" ] || return 0
        stop_service
    fi
    touch "$home/served"
    setpriv --pdeathsig TERM "$program" --config "$home/clearbay.ini" serve > "$home/service.log" 2>&1 < /dev/null &
    service=$!
    for _ in $(seq 200); do [ ! -S "$home/socket" ] || return 0; sleep 0.01; done
    echo "# the service does not start: $(cat "$home/service.log")"
}
stop_service() {
    [ -n "$service" ] || return 0
    kill "$service" 2> /dev/null
    wait "$service" 2> /dev/null
    service=
}

# ready: before "$program" is called by hand, so that the service knows the configuration
ready() { [ "$via" != service ] || start_service; }

# cb ARGUMENTS...: runs the program with --json; out, err and status are left in $out $err $status
cb() {
    ready
    out=$("$program" --config "$home/clearbay.ini" --json "$@" 2> "$home/err" < /dev/null)
    status=$?
    err=$(cat "$home/err")
}
# by USER ARGUMENTS...: the same as that user
by() {
    local user=$1
    shift
    cb "$@" --as "$user" --pin-file "$home/$user.pin"
}
# is NAME STATUS [JQ]: the last run ended with STATUS, and the filter is true of what it printed
is() {
    if [ "$status" -ne "$2" ]; then
        not_ok "$1" "status $status instead of $2: $out $err"
    elif [ $# -gt 2 ] && ! jq -e "$3" <<< "$out" > /dev/null 2>&1; then
        not_ok "$1" "not true: $3 of: ${out:0:2000}"
    else
        ok "$1"
    fi
}
refused() { is "$1" "$2" ".error.code == \"$3\" and (.error.message | length > 10)"; }

# quick_pins END USER...: their PINs (of USER.END) are as they were, and cheap to look at
quick_pins() {
    local user words=()
    for user in "${@:2}"; do words+=("$user" "$home/$user.$1"); done
    "${program%/clearbay}/tests/cli/quick_pins" "$home/clearbay.db" "${words[@]}" | sqlite3 "$home/clearbay.db"
}
new_workshop() {
    local user people=(adv ada tec tom qc qin)
    local -A roles=([ad]=advisor [te]=technician [to]=technician [qc]=qc [qi]=qc)
    for user in mgr "${people[@]}"; do
        echo "123456-$user" > "$home/$user.pin"
        echo "654321-$user" > "$home/$user.one"
    done
    cb init --outlet SH01 --manager mgr --pin-file "$home/mgr.pin"
    quick_pins pin mgr
    for user in "${people[@]}"; do
        by mgr user add "$user" --role "${roles[${user::2}]}" --name "Name of $user" --new-pin-file "$home/$user.one"
    done
    quick_pins one "${people[@]}"
    for user in "${people[@]}"; do
        cb user pin "$user" --as "$user" --pin-file "$home/$user.one" --new-pin-file "$home/$user.pin"
    done
    quick_pins pin "${people[@]}"
    by mgr bay add B1
    cb price sync
}
new_order() {
    by adv order open --plate 京A12345 --concern "rattle at the front" --customer 王芳 --phone 13838389438 \
        --odometer 41000 "$@"
    order=$(jq -r .order <<< "$out")
}
# inspect_all USER LEVEL: marks every item of the level green; through the service in one session, which saves many PINs
inspect_all() {
    local item unit
    by "$1" order inspection "$order" "$2"
    if [ "$via" = service ]; then
        jq -c --arg user "$1" --arg pin "$(cat "$home/$1.pin")" --arg order "$order" --arg level "$2" \
            '{jsonrpc: "2.0", id: 0, method: "session.login", params: {$user, $pin}},
            (.items[] | select(.applies and .result == null) | {jsonrpc: "2.0", id: .item, method: "inspect",
            params: ({$order, $level, item, result: "green"} + if .unit then {value: "990"} else {} end)})' <<< "$out" |
            "${program%/clearbay}/tests/cli/talk" "$home/socket" | jq -r 'select(.error) | "# \(.)"'
        return
    fi
    while IFS=$'\t' read -r item unit; do
        if [ "$unit" = - ]; then
            by "$1" inspect "$order" "$2" "$item" green
        else
            by "$1" inspect "$order" "$2" "$item" green --value 990
        fi
        [ "$status" -eq 0 ] || echo "# $item: $out"
    done < <(jq -r '.items[] | select(.applies and .result == null) | [.item, .unit // "-"] | @tsv' <<< "$out")
}
finish() {
    stop_service
    echo "1..$count"
    [ "$failed" -eq 0 ]
}
