#!/bin/bash
# Syncing over HTTP from a real server.
. "$(dirname "$0")/lib.sh"
port=
for port in $(shuf -n 50 -i 19000-29999); do
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || break
done
mkdir -p "$home/web"
cp "$home/list.csv" "$home/web/list.csv"
cat > "$home/nginx.conf" <<END
daemon on;
pid $home/nginx.pid;
error_log $home/nginx.log;
$([ "$(id -u)" -ne 0 ] || echo "user root;")
events { worker_connections 64; }
http {
    log_format kept '\$msec \$request_time \$uri \$status \$http_range';
    access_log $home/access.log kept;
    client_body_temp_path $home/tmp; proxy_temp_path $home/tmp; fastcgi_temp_path $home/tmp;
    uwsgi_temp_path $home/tmp; scgi_temp_path $home/tmp;
    gzip on; gzip_min_length 1; gzip_types text/csv text/plain application/octet-stream;
    server {
        listen 127.0.0.1:$port;
        root $home/web;
        if (-f $home/slow) { set \$limit_rate 100k; }
        location = /large.csv { gzip off; }
        location = /other.csv { gzip off; }
        location = /packed.csv { gzip off; add_header Content-Encoding gzip; }
        location /moved { return 302 http://127.0.0.1:$port/list.csv; }
        location /secret { if (\$http_authorization != "Bearer open sesame") { return 403; } try_files /list.csv =404; }
    }
}
END
nginx=$(command -v nginx || echo /usr/sbin/nginx)
"$nginx" -p "$home" -c "$home/nginx.conf" 2> /dev/null
trap 'kill "$(cat "$home/nginx.pid")"; rm -rf "$home"' EXIT
sed -i "s#^url = .*#url = http://127.0.0.1:$port/list.csv#" "$home/clearbay.ini"
columns="columns = part_no=No, list_price=Price"
cat >> "$home/clearbay.ini" <<END
[oem.moved]
url = http://127.0.0.1:$port/moved
$columns
[oem.gone]
url = http://127.0.0.1:$port/nothing
$columns
[oem.closed]
url = http://127.0.0.1:1/list.csv
$columns
[oem.secret]
url = http://127.0.0.1:$port/secret
token_file = token
$columns
[oem.small]
url = http://127.0.0.1:$port/list.csv
max_bytes = 20
$columns
END
for name in large packed other; do
    printf '[oem.%s]\nurl = http://127.0.0.1:%s/%s.csv\ntimeout_s = 1\n%s\n' $name "$port" $name "$columns" >> "$home/clearbay.ini"
done
echo "open sesame" > "$home/token"
cb init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr)
cb price sync demo
is "a list is fetched and in force, nobody is asked who" 0 '.results[0] | .status == "applied" and .rows_read == 4 and .rows_added == 4 and .revision == 1'
cb price sync demo
is "the same list again is a 304" 0 '.results[0].status == "unchanged"'
grep -q ' 304 ' "$home/access.log" && ok "as the server says, too" || not_ok "as the server says, too" "$(cat "$home/access.log")"
sleep 1
sed -i 's/,58.00,/,59.50,/; /^OLD-1/d' "$home/web/list.csv"
cb price sync demo
is "a change is a new revision" 0 '.results[0] | .status == "applied" and .revision == 2 and .rows_changed == 1 and .rows_unchanged == 2 and .rows_removed == 1'
cb price show 90915yzzd4
is "with its provenance" 0 '.list_price == "59.50" and .revision == 2 and (.fetched_at | test("^20..-..-..T..:..:..Z$"))'
cb price show OLD-1
refused "what left the list is off sale" 3 no_part
cb price history OLD-1
is "and its history stays" 0 '.prices | length == 1 and .[0].to != null'
cb price sync moved
is "a redirect to plain HTTP is refused" 1 '.results[0] | .status == "failed" and .error.code == "fetch"'
cb price sync gone
is "a 404 is named" 1 '.results[0].error.message | contains("404")'
cb price sync closed
is "a server that is away is named" 1 '.results[0].error.message | length > 20'
cb price sync small
is "a list over max_bytes is refused" 1 '.results[0].error.message | contains("max_bytes")'
cb price sync secret
is "a token opens the way" 0 '.results[0].status == "applied"'
echo "wrong" > "$home/token"
cb price sync secret
is "a wrong one does not" 1 '.results[0].error.message | contains("403")'
cb price sync nowhere
refused "an unknown source is not found" 3 no_source
cb price sync demo gone
is "one source that fails does not stop the others" 1 '.results | map(.status) == ["unchanged","failed"]'
# the same bytes read in another way are another list, also when the server would say "unchanged"
cb price sync demo
is "nothing new" 0 '.results[0].status == "unchanged"'
cp "$home/clearbay.ini" "$home/before.ini"
sed -i 's/name_local=Local/name_local=Name/' "$home/clearbay.ini"
cb price sync demo
is "with other columns it is read anew" 0 '.results[0].status == "applied" and .results[0].rows_changed > 0'
cp "$home/before.ini" "$home/clearbay.ini"
cb price sync demo
is "and back" 0 '.results[0].status == "applied"'
cb price sync demo
is "and then nothing new again" 0 '.results[0].status == "unchanged"'
# A transfer that breaks is gone on with where it broke. 100 kB/s and a second are too little for these lists.
make_list() { awk -v n="${2:-20000}" -v price="$1" 'BEGIN { srand(7); print "No,Price"; for (i = 0; i < n; i++) printf "%07d-%06d,%d.%02d\n", i, rand() * 1000000, rand() * 900 + 1, price }'; }
make_list 10 > "$home/web/large.csv"
make_list 10 > "$home/web/other.csv"
make_list 10 40000 | gzip -9n > "$home/web/packed.csv"
touch -d '2026-01-01 08:00' "$home"/web/*.csv
parts() { find "$home/clearbay.db.part" -type f ! -name '*.about' 2> /dev/null | wc -l; }
for name in large packed; do
    rows=20000
    [ $name = large ] || rows=40000
    : > "$home/slow"
    : > "$home/access.log"
    cb price sync $name
    is "$name: a list that comes too slowly fails, and says so" 1 '.results[0] | .status == "failed" and (.error.message | test("timeout_s.*goes on where"))'
    [ "$(parts)" -eq 1 ] && ok "$name: what came is kept" || not_ok "$name: what came is kept" "$(ls -lR "$home/clearbay.db.part")"
    [ "$(stat -c %a "$home/clearbay.db.part" "$home/clearbay.db.part/$name" | tr '\n' ' ')" = "700 600 " ] && ok "$name: for its owner alone" || not_ok "$name: for its owner alone"
    kept=$(stat -c %s "$home/clearbay.db.part/$name")
    rm "$home/slow"
    cb price sync $name
    is "$name: the next sync has all of it" 0 ".results[0] | .status == \"applied\" and .rows_read == $rows and .rows_added == $rows and .rows_rejected == 0"
    grep -qE " 206 bytes=$kept-$" "$home/access.log" && [ "$kept" -gt 10000 ] && ok "$name: by asking for the rest" || not_ok "$name: by asking for the rest" "$(cat "$home/access.log")"
    [ ! -e "$home/clearbay.db.part" ] && ok "$name: and nothing is left lying about" || not_ok "$name: and nothing is left lying about"
    cb price sync $name
    is "$name: it is known from now on" 0 '.results[0].status == "unchanged"'
done
# the list changed in between: its rest fits nothing
: > "$home/slow"
make_list 20 > "$home/web/large.csv"
touch -d '2026-01-02 08:00' "$home/web/large.csv"
cb price sync large
make_list 30 > "$home/web/large.csv"
touch -d '2026-01-03 08:00' "$home/web/large.csv"
rm "$home/slow"
: > "$home/access.log"
cb price sync large
is "a list that changed meanwhile is fetched from its beginning" 0 '.results[0] | .status == "applied" and .rows_changed == 20000'
grep -qE ' 200 bytes=[0-9]+-$' "$home/access.log" && ok "as the server's answer to If-Range says" || not_ok "as the server's answer to If-Range says" "$(cat "$home/access.log")"
cb price find 0019999
is "and nothing of the old one is in it" 0 '.parts | map(select(.source == "large")) | length > 0 and all(.list_price | endswith(".30"))'

# Ctrl-C
sed -i 's/^timeout_s = 1/timeout_s = 60/' "$home/clearbay.ini"
for signal in INT TERM; do
    : > "$home/slow"
    : > "$home/access.log"
    make_list "4${#signal}" > "$home/web/large.csv"
    touch -d "2026-01-0${#signal} 09:00" "$home/web/large.csv"
    ready
    "$program" --config "$home/clearbay.ini" --json price sync large > "$home/out" 2> "$home/err" < /dev/null &
    pid=$!
    for _ in $(seq 200); do [ -s "$home/clearbay.db.part/large" ] && break; sleep 0.05; done
    kill -"$signal" $pid
    wait $pid
    status=$? out=$(cat "$home/out") err=$(cat "$home/err")
    is "SIG$signal: the sync ends and says so" 1 '.results[0] | .status == "failed" and .error.code == "interrupted" and (.error.message | test("old list stays"))'
    kept=$(stat -c %s "$home/clearbay.db.part/large" 2> /dev/null) whole=$(stat -c %s "$home/web/large.csv")
    [ "${kept:-0}" -gt 0 ] && ok "SIG$signal: what came is kept" || not_ok "SIG$signal: what came is kept"
    [ "${kept:-$whole}" -lt "$whole" ] && ok "SIG$signal: without waiting for the rest" || not_ok "SIG$signal: without waiting for the rest" "$kept of $whole bytes"
    rm "$home/slow"
    cb price sync large
    is "SIG$signal: and gone on with" 0 '.results[0] | .status == "applied" and .rows_changed == 20000'
    grep -q ' 206 ' "$home/access.log" && ok "SIG$signal: by asking for the rest" || not_ok "SIG$signal: by asking for the rest" "$(cat "$home/access.log")"
done
# two signals: the program does not wait for anything
: > "$home/slow"
touch "$home/web/large.csv"
"$program" --config "$home/clearbay.ini" --json price sync large > /dev/null 2>&1 < /dev/null &
pid=$!
sleep 0.5
kill -STOP $pid; kill -INT $pid; kill -TERM $pid; kill -CONT $pid
wait $pid
[ $? -ge 1 ] && ok "a second signal ends it" || not_ok "a second signal ends it"

# a list from a file is left in its middle, too
cb price sync large
before=$(jq -r '.results[0].revision' <<< "$out")
make_list 50 600000 > "$home/long.csv"
echo 123456-mgr > "$home/mgr.pin"
"$program" --config "$home/clearbay.ini" --json price import large "$home/long.csv" --as mgr --pin-file "$home/mgr.pin" > "$home/out" 2> "$home/err" < /dev/null &
pid=$!
# a shell has what it starts behind itself ignore the signal until the program itself listens for it
for _ in $(seq 400); do [ $((0x$(sed -n 's/^SigCgt:[[:space:]]*//p' /proc/$pid/status) & 2)) -eq 0 ] || break; sleep 0.05; done
sleep 0.3
kill -INT $pid
wait $pid
status=$? out=$(cat "$home/out") err=$(cat "$home/err")
is "an import ends the same way" 1 '.results[0] | .status == "failed" and .error.code == "interrupted"'
rm "$home/slow"
cb price sync large
is "and the old list stays in force" 0 ".results[0] | .status == \"unchanged\" and .revision == $before"
: > "$home/slow"

# several at once: the slow ones share their time, the results come in the order asked
stop_service
rm -rf "$home/clearbay.db"*
cb init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr)
: > "$home/access.log"
cb price sync large demo other
is "several lists are fetched in one sync" 0 '.results | map(.source) == ["large","demo","other"] and map(.status) == ["applied","applied","applied"]'
# by the server's clock: both began before one of them ended
awk '/(large|other).csv 200/ { n++; if ($1 - $2 > begun) begun = $1 - $2; if (n == 1) ended = $1 } END { exit !(n == 2 && begun < ended) }' "$home/access.log" && ok "side by side" || not_ok "side by side" "$(cat "$home/access.log")"
is "and the quick one is in force before the slow ones" 0 '.results[1].seconds < ([.results[0].seconds, .results[2].seconds] | min)'

# on a terminal
if command -v script > /dev/null; then
    stop_service
    rm -rf "$home/clearbay.db"*
    cb init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr)
    touch "$home/web/large.csv"
    look() { script -qec "stty cols $1; '$program' --config '$home/clearbay.ini' $2 price sync large" /dev/null < /dev/null; }
    shown=$(look 60 "" | tr '\r' '\n')
    grep -qE '^large: [0-9]+ %, [0-9.]+ kB, [0-9.]+ kB/s, [0-9]+ s left *$' <<< "$shown" && ok "a terminal shows percent, bytes, rate and time left" || not_ok "a terminal shows percent, bytes, rate and time left" "$shown"
    drawn=$(grep -c '^large: .*%' <<< "$shown")
    [ "$drawn" -ge 3 ] && [ "$drawn" -le 120 ] && ok "at most ten times a second" || not_ok "at most ten times a second" "$drawn"
    [ "$(grep -E '^large: .*%' <<< "$shown" | awk '{ if (length($0) > m) m = length($0) } END { print m }')" -le 59 ] && ok "within its width" || not_ok "within its width" "$shown"
    stop_service
    rm -rf "$home/clearbay.db"*
    cb init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr)
    shown=$(look 20 "" | tr '\r' '\n' | grep '^large: .*%')
    [ "$(awk '{ if (length($0) > m) m = length($0) } END { print m }' <<< "$shown")" -eq 19 ] && ok "however narrow" || not_ok "however narrow" "$shown"
    shown=$(look 60 --json | tr '\r' '\n')
    grep -q '^large: .*%' <<< "$shown" && not_ok "not with --json" "$shown" || ok "not with --json"
else
    skip "progress on a terminal" "no script"
fi
finish
