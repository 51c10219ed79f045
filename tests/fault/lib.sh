# Shared by the tests of hostile price servers; source it. Sets $port, the server's.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
server=${program%/*}/tests/fault/hostile_server peak_of=${program%/*}/tests/fault/peak
replies=$shared/http/replies
"$server" "$replies" > "$home/port" &
server_pid=$!
trap 'kill $server_pid $(cat "$home/nginx.pid" 2> /dev/null) 2> /dev/null; rm -rf "$home"' EXIT
for i in $(seq 50); do [ -s "$home/port" ] && break; sleep 0.1; done
port=$(cat "$home/port")
columns="columns = part_no=No, name=Name, name_local=Local, list_price=Price, superseded_by=By"

# an empty workshop
anew() {
    rm -rf "$home"/clearbay.db*
    cb init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr)
}
# what is in force, without the time when it was fetched
picture() {
    local word
    for word in a o evil; do
        cb price find "$word" --limit 200
        jq -c '[.parts[] | del(.fetched_at)]' <<< "$out"
    done
}
# attack NAME URL [LINE]: syncs from it. Sets $out, $status, $took (ms) and $peak, the most memory in KB; $worst is the most so far.
worst=0 attacks=0
attack() {
    sed -i '/^\[oem.evil\]/,$d' "$home/clearbay.ini"
    printf '[oem.evil]\nurl = %s\ntimeout_s = 3\nmax_bytes = 50000000\n%s\n%s\n' "$2" "$columns" "${3:-}" >> "$home/clearbay.ini"
    local from
    attacks=$((attacks + 1))
    from=$(date +%s%N)
    out=$("$peak_of" "$program" --config "$home/clearbay.ini" --json price sync evil 2> "$home/err" < /dev/null)
    status=$?
    took=$((($(date +%s%N) - from) / 1000000))
    peak=$(tail -n 1 "$home/err")
    [ "$peak" -le "$worst" ] || worst=$peak
}
# the sync failed within its time, and says why in words
clear_refusal() { [ "$status" -eq 1 ] && [ "$took" -lt 20000 ] && jq -e '.results[0] | .status == "failed" and (.error.message | length > 15 and (test("[Uu]nknown error|No error|\\(null\\)") | not))' <<< "$out" > /dev/null; }
# a sanitizer's own memory would count, too
small() { [[ $program == *asan* ]] || { [ "$worst" -gt 1000 ] && [ "$worst" -lt 65536 ] && ok "$1: $worst KB of memory at most" || not_ok "$1: $worst KB of memory"; }; }
