#!/bin/bash
# In process only: it speaks to a service of its own
# The protocol of the service: JSON-RPC on a socket, its limits, its beginning and its end.
. "$(dirname "$0")/lib.sh"
talk=${program%/clearbay}/tests/cli/talk

# say LINE...: each to the service as it is; its answers, without notifications, are left in $out
say() {
    out=$(printf '%s\n' "$@" | "$talk" "$home/socket" ${file:-} | jq -c 'select(has("method") | not)' 2>&1)
    status=$?
}
ask() { # ask METHOD [PARAMS]: the same for one request, with the id 7
    say "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"$1\",\"params\":${2:-{\}}}"
}
# as USER: a line that logs him in
as() { printf '{"jsonrpc":"2.0","id":0,"method":"session.login","params":{"user":"%s","pin":"%s"}}' "$1" "$(cat "$home/$1.pin")"; }
# true_of NAME JQ: the filter is true of all answers, as a list
true_of() {
    if jq -se "$2" <<< "$out" > /dev/null 2>&1; then ok "$1"; else not_ok "$1" "not true: $2 of: ${out:0:1500}"; fi
}
serve() { # serve [WORD...]: starts it
    "$program" --config "$home/clearbay.ini" "$@" serve --socket "$home/socket" > "$home/service.out" 2> "$home/service.log" < /dev/null &
    service=$!
    for _ in $(seq 300); do [ ! -S "$home/socket" ] || return 0; sleep 0.01; done
}
end_service() { # its status in $status
    kill -"${1:-TERM}" "$service"
    wait "$service"
    status=$?
    service=
}
trap '[ -z "$service" ] || kill "$service"; rm -rf "$home"' EXIT

# before there is a workshop
serve
ask price.find '{"query":"brake"}'
true_of "without a workshop it says so" '.[0].error.data.error.code == "no_workshop" and .[0].error.data.status == 3'
ask init '{"outlet":"SH01","manager":"mgr","pin":"123456-mgr"}'
true_of "init through the socket, for the service's own account" '.[0].result.created == true'
ask checklist '{"level":"qc"}'
true_of "and the workshop is there at once" '.[0].result.items | length > 5'
end_service
is "SIGTERM ends it well" 0
[ ! -e "$home/socket" ] && ok "and takes the socket away" || not_ok "and takes the socket away"
[ ! -s "$home/clearbay.db-wal" ] && ok "and the log is folded in" || not_ok "and the log is folded in" "$(ls -l "$home")"
rm -f "$home"/clearbay.db*
new_workshop
new_order

serve
[ "$(stat -c %a "$home/socket")" = 660 ] && ok "the socket's mode is 0660" || not_ok "the socket's mode is 0660" "$(ls -l "$home/socket")"
out=$("$program" --config "$home/clearbay.ini" --json board --as mgr --pin-file "$home/mgr.pin") status=$?
refused "nobody else opens the database meanwhile" 1 owned_by_service
out=$("$program" --config "$home/clearbay.ini" --json serve --socket "$home/other") status=$?
refused "a second service neither" 1 database_in_use
[ ! -e "$home/other" ] && ok "and it leaves no socket" || not_ok "and it leaves no socket"

# messages
ask checklist '{"level":"qc"}'
true_of "a request is answered with its id" '.[0].jsonrpc == "2.0" and .[0].id == 7 and (.[0].result.items | length > 5)'
say '{"jsonrpc":"2.0","id":"é","method":"checklist","params":{"level":"qc"}}' '{"jsonrpc":"2.0","id":null,"method":"bay.list"}'
true_of "ids are texts, numbers or null" '.[0].id == "é" and (.[1] | has("id") and .id == null)'
say '{"jsonrpc":"2.0","method":"checklist","params":{"level":"qc"}}' '{"jsonrpc":"2.0","method":"nothing"}' '{"jsonrpc":"2.0","id":2,"method":"checklist","params":{"level":"qc"}}'
true_of "without an id there is no answer" 'map(.id) == [null, 2] and .[0].error.code == -32601'
say '{' 'true' '[]' '{"jsonrpc":"1.0","id":1,"method":"board"}' '{"jsonrpc":"2.0","id":1}' '{"jsonrpc":"2.0","id":[1],"method":"board"}' \
    '{"jsonrpc":"2.0","id":1,"method":"board","params":[1]}' '{"jsonrpc":"2.0","id":1,"method":"nothing"}' '{"jsonrpc":"2.0","id":1,"method":"serve"}' \
    '{"jsonrpc":"2.0","id":1,"method":"console.help"}' '{"jsonrpc":"2.0","id":1,"id":2,"method":"board"}' '{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"board"}'
true_of "what is wrong has JSON-RPC's own code" \
    'map(.error.code) == [-32700,-32700,-32600,-32600,-32600,-32600,-32602,-32601,-32601,-32601,-32700,-32700] and all(.error.message | length > 10)'
out=$({ printf '{"jsonrpc":"2.0","id":1,"method":"board\0"}\n'; printf '\377\376{}\n'; printf '{"jsonrpc":"2.0","id":1,"method":"\\u0000"}\n'; printf '{"jsonrpc":"2.0","id":1,"method":"\\ud800"}\n\n\r\n'
    printf '%.0s[' $(seq 5000); echo; printf '{"jsonrpc":"2.0","id":5,"method":"checklist","params":{"level":"qc"}}\n'; } | "$talk" "$home/socket")
true_of "NUL, bad UTF-8, half a pair and depth are errors, and the line goes on" 'length == 7 and (.[:6] | all(.error.code == -32700)) and .[6].id == 5'
out=$(head -c 1100000 /dev/zero | tr '\0' ' ' | "$talk" "$home/socket")
true_of "a line of more than 1 MB ends the connection, with an error" 'length == 1 and .[0].error.data.error.code == "line_too_long"'
out=$({ printf '{"jsonrpc":"2.0","id":1,"method":"price.find","params":{"query":"'; head -c 1000000 /dev/zero | tr '\0' x; echo '"}}'; } | "$talk" "$home/socket")
true_of "one of less is taken" 'length == 1 and .[0].id == 1'
say "$(for _ in $(seq 200); do echo '{"jsonrpc":"2.0","id":1,"method":"checklist","params":{"level":"qc"}}'; done)"
true_of "many lines at once are answered one after the other" 'length == 200 and all(.result.items | length > 5)'

# who it is
ask board
true_of "without log-in there is no board" '.[0].error.code == 1004 and .[0].error.data.error.code == "login_needed"'
say "$(as adv)" '{"jsonrpc":"2.0","id":2,"method":"board"}' '{"jsonrpc":"2.0","id":3,"method":"session.logout"}' '{"jsonrpc":"2.0","id":4,"method":"board"}'
true_of "a session belongs to its connection until its log-out" '.[0].result.user == "adv" and (.[1].result | has("orders")) and .[3].error.code == 1004'
ask session.hello '{"terminal":"pts/9\u001b[2J"}'
true_of "no terminal is called by control characters" '.[0].error.data.error.code == "bad_text"'
say '{"jsonrpc":"2.0","id":1,"method":"session.hello","params":{"language":"zh_CN","terminal":"pts/9 uid 9 pid 9"}}' "$(as adv)" '{"jsonrpc":"2.0","id":2,"method":"nothing"}' \
    "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"order.edit\",\"params\":{\"order\":\"$order\",\"concern\":\"noise\"}}"
true_of "a session has a language" '.[0].result.outlet == "SH01" and .[0].result.protocol == 1 and (.[2].error.message | test("[一-龥]"))'
say "$(as mgr)" '{"jsonrpc":"2.0","id":2,"method":"audit.log","params":{"limit":1}}'
true_of "the log says first what the kernel says of the terminal, then what it says of itself" \
    ".[1].result.entries[-1].terminal | test(\"^uid $(id -u) pid [0-9]+ pts/9 uid 9\")"

say "$(as mgr)" '{"jsonrpc":"2.0","id":2,"method":"backup","params":{"file":"/nope/copy.db"}}'
true_of "and no sentence is of two languages" '.[1].error.message | test("No such file") and (test("[一-龥]") | not)'

# files
printf 'No,Name,Local,Price,By\nSENT-1,Sent along,,10.00,\n' > "$home/sent.csv"
file=$home/sent.csv
say "$(as mgr)" '{"jsonrpc":"2.0","id":2,"method":"price.import","params":{"source":"demo","file":"nowhere.csv"}}'
true_of "a file belongs to the request with which it came" '.[1].result.results[0].status == "applied"'
file=
say "$(as mgr)" "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"price.import\",\"params\":{\"source\":\"demo\",\"file\":\"$home/sent.csv\"}}"
true_of "the service opens no file by its name" '.[1].error.data.error.code == "file_not_sent"'
# of a pipe the writer may never come to an end, and a device never does: who sends one gets no thread to wait for it
mkfifo "$home/pipe"
sleep 20 > "$home/pipe" & writer=$!
for file in "$home/pipe" /dev/zero; do
    say "$(as mgr)" '{"jsonrpc":"2.0","id":2,"method":"audit.verify","params":{"heads":"heads"}}'
    true_of "only a file as such is read: ${file##*/}" '.[1].error.data.error.code == "file_not_sent"'
done
kill $writer
file=

# PINs
guesses=$(for _ in $(seq 8); do echo '{"jsonrpc":"2.0","id":1,"method":"session.login","params":{"user":"TOM","pin":"000000"}}'; done)
for i in $(seq 8); do "$talk" "$home/socket" <<< "$guesses" > "$home/guess.$i" & pids[i]=$!; done
wait "${pids[@]}"
out=$(cat "$home"/guess.*)
true_of "of guesses side by side five are counted, then the user is locked" 'length == 64 and (map(select(.error.data.error.code == "wrong_pin")) | length == 4) and (map(select(.error.data.error.code == "locked")) | length == 60)'
say "$(as tom)"
true_of "then the right PIN is refused, too" '.[0].error.data.error.code == "locked"'

# notes
mkfifo "$home/mouth"
"$talk" "$home/socket" < "$home/mouth" > "$home/ear" &
follower=$!
exec 9> "$home/mouth"
echo '{"jsonrpc":"2.0","id":1,"method":"session.follow"}' >&9
ask checklist '{"level":"qc"}'
say "$(as adv)" "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"order.edit\",\"params\":{\"order\":\"$order\",\"concern\":\"rattle\"}}"
for _ in $(seq 100); do [ "$(wc -l < "$home/ear")" -lt 2 ] || break; sleep 0.1; done
sleep 0.15 # a second time would come at once
exec 9>&-
wait "$follower"
out=$(cat "$home/ear")
true_of "who follows is told of a change, once" 'length == 2 and .[1].method == "changed" and .[1].params.version > .[0].result.version'

# a full disk: no file may grow any more
size=$(stat -c %s "$home/clearbay.db-wal")
prlimit --pid "$service" --fsize="$size:unlimited"
say "$(as adv)" '{"jsonrpc":"2.0","id":2,"method":"board"}' '{"jsonrpc":"2.0","id":3,"method":"price.find","params":{"query":"sent"}}'
true_of "what cannot be kept is refused, who logs in is not, and price lookups go on" \
    '.[0].error.data.status == 1 and .[1].error.data.error.code == "login_needed" and .[2].result.total_shown == 1'
prlimit --pid "$service" --fsize=unlimited:unlimited
say "$(as adv)" '{"jsonrpc":"2.0","id":2,"method":"board"}'
true_of "with room again, work goes on" '.[0].result.user == "adv" and (.[1].result | has("orders"))'

# all places taken by clients that never log in and never fall silent: the longest stay makes room
end_service
cp "$home/clearbay.ini" "$home/before.ini"
printf '[service]\nclients = 16\n' >> "$home/clearbay.ini"
serve
idlers=()
for _ in $(seq 16); do
    for _ in $(seq 40); do sleep 0.1; echo; done | "$talk" "$home/socket" > /dev/null &
    idlers+=($!)
done
sleep 2.5
say "$(as adv)" '{"jsonrpc":"2.0","id":2,"method":"board"}'
true_of "who has work to do gets a place where 16 idlers hold all" '.[0].result.user == "adv" and (.[1].result | has("orders"))'
kill "${idlers[@]}" 2> /dev/null
end_service
mv "$home/before.ini" "$home/clearbay.ini"
serve

# reload
ask session.hello
sed -i 's/^name = Test/name = Other/; s/^path = .*/path = \/elsewhere\/x.db/' "$home/clearbay.ini"
kill -HUP "$service"
for _ in $(seq 100); do ask session.hello; [[ $out != *Other* ]] || break; sleep 0.02; done
true_of "SIGHUP reads the configuration again" '.[0].result.outlet_name == "Other"'
ask checklist '{"level":"qc"}'
true_of "but the database stays" '.[0].result.items | length > 5'
sed -i 's/^name = Other/nmae = Third/' "$home/clearbay.ini"
kill -HUP "$service"
sleep 0.1
ask session.hello
true_of "a wrong one changes nothing" '.[0].result.outlet_name == "Other"'
sed -i "s/^nmae = .*/name = Test/; s/^path = .*/path = ${home//\//\\/}\/clearbay.db/" "$home/clearbay.ini"

# its end, and another beginning
say "$(as adv)" "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"order.edit\",\"params\":{\"order\":\"$order\",\"odometer\":41002}}"
end_service INT
is "SIGINT ends it well" 0
[ "$(tail -1 "$home/clearbay.db.heads" | jq .seq)" = "$(sqlite3 "$home/clearbay.db" 'SELECT max(seq) FROM audit_entry')" ] \
    && ok "and leaves no entry without a signed head" || not_ok "and leaves no entry without a signed head" "$(tail -1 "$home/clearbay.db.heads")"
serve
kill -KILL "$service"; wait "$service" 2> /dev/null
[ -S "$home/socket" ] && ok "a killed service leaves its socket" || not_ok "a killed service leaves its socket"
rm -f "$home/served"; ls -i "$home/socket" > "$home/before"
serve -v
for _ in $(seq 300); do [ "$(ls -i "$home/socket")" != "$(cat "$home/before")" ] && break; sleep 0.01; done
ask checklist '{"level":"qc"}'
true_of "the next one takes its place" '.[0].result.items | length > 5'
say "$(as adv)" '{"jsonrpc":"2.0","id":2,"method":"order.show","params":{"order":"none"}}'
end_service
grep -q "order.show by adv (uid $(id -u) pid" "$home/service.log" && ! grep -q 123456 "$home/service.log" &&
    ok "-v writes a line for what was refused, without PINs" || not_ok "-v writes a line for what was refused, without PINs" "$(cat "$home/service.log")"
touch "$home/something"
out=$("$program" --config "$home/clearbay.ini" --json serve --socket "$home/something") status=$?
refused "a file that is no socket is left alone" 1 socket
[ -f "$home/something" ] && ok "it is there" || not_ok "it is there"
out=$("$program" --config "$home/clearbay.ini" --json serve) status=$?
refused "without a place for the socket it says how" 2 no_socket
mkdir -m 777 "$home/open"
out=$("$program" --config "$home/clearbay.ini" --json serve --socket "$home/open/socket") status=$?
refused "a folder that everybody can write is no place for it" 1 socket
finish
