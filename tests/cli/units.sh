#!/bin/bash
# In process only: files for systemd, no workshop.
# The unit files as they are installed: systemd takes them, and what the service may do is little.
. "$(dirname "$0")/lib.sh"
cd "$here" || exit 1
build=${program%/*}
root=$home/root
make -s B="${build##*/}" install DESTDIR="$root" PREFIX=/usr SYSCONFDIR=/etc > "$home/log" 2>&1 && ok "make install" || not_ok "make install" "$(tail -5 "$home/log")"
units=$root/usr/lib/systemd/system
grep -q "^ExecStart=/usr/bin/clearbay .*--config /etc/clearbay/clearbay.ini serve" "$units/clearbay.service" && ok "the unit starts what is installed" || not_ok "the unit starts what is installed" "$(cat "$units/clearbay.service")"
if command -v systemd-analyze > /dev/null; then
    mkdir "$home/units"
    sed "s#=/usr/bin/clearbay#=$program#; /^Documentation/d" "$units/clearbay.service" > "$home/units/clearbay.service"
    sed '/^Documentation/d' "$units/clearbay.socket" > "$home/units/clearbay.socket"
    out=$(systemd-analyze verify "$home/units/clearbay.service" "$home/units/clearbay.socket" 2>&1)
    [ -z "$(grep clearbay <<< "$out")" ] && ok "systemd finds nothing wrong with them" || not_ok "systemd finds nothing wrong with them" "$out"
    out=$(systemd-analyze security --offline=yes --no-pager --threshold=20 "$home/units/clearbay.service" 2>&1)
    [ $? -eq 0 ] && ok "exposure at most 2.0: $(sed -n 's/.*level for .*: \([0-9.]*\).*/\1/p' <<< "$out")" || not_ok "exposure at most 2.0" "$(tail -2 <<< "$out")"
else
    skip "systemd takes the units" "systemd-analyze is not installed"
fi
grep -q '^d /var/lib/clearbay 0700 clearbay clearbay' "$root/usr/lib/tmpfiles.d/clearbay.conf" && ok "the database's folder is the service's alone" || not_ok "the database's folder is the service's alone"
grep -q '^SocketMode=0660' "$units/clearbay.socket" && ok "the socket is for its group" || not_ok "the socket is for its group"
grep -q '^u clearbay ' "$root/usr/lib/sysusers.d/clearbay.conf" && ok "an account of its own" || not_ok "an account of its own"
if [ "$(id -u)" -eq 0 ] && command -v systemd-sysusers > /dev/null; then
    mkdir -p "$home/fake/etc"
    out=$(systemd-sysusers --root="$home/fake" "$root/usr/lib/sysusers.d/clearbay.conf" 2>&1)
    grep -q '^clearbay:' "$home/fake/etc/passwd" && grep -q '^clearbay:' "$home/fake/etc/group" && ok "systemd-sysusers makes it" || not_ok "systemd-sysusers makes it" "$out"
    out=$(systemd-tmpfiles --root="$home/fake" --create "$root/usr/lib/tmpfiles.d/clearbay.conf" 2>&1)
    [ "$(stat -c %a "$home/fake/var/lib/clearbay" 2> /dev/null)" = 700 ] && ok "systemd-tmpfiles makes the folders" || not_ok "systemd-tmpfiles makes the folders" "$out"
fi
"$program" --config "$root/usr/share/doc/clearbay/clearbay.ini" --json checklist qc > "$home/out" 2>&1
jq -e '.error.code == "service_away"' "$home/out" > /dev/null && ok "the example configuration leads to the socket" || not_ok "the example configuration leads to the socket" "$(cat "$home/out")"

# socket activation, readiness and the end, as systemd does them
cat > "$home/activate.ini" <<END
[outlet]
code = SH01
[database]
path = $home/activated.db
END
if command -v systemd-socket-activate > /dev/null; then
    systemd-socket-activate -l "$home/activated" "$program" --config "$home/activate.ini" serve > "$home/activate.log" 2>&1 &
    activated=$!
    for _ in $(seq 50); do [ -S "$home/activated" ] && break; sleep 0.1; done
    sed "s#^\[database\]#[service]\nsocket = $home/activated\n[database]#" "$home/activate.ini" > "$home/client.ini"
    out=$("$program" --config "$home/client.ini" --json init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr) 2>&1)
    [ "$(jq -r .created <<< "$out" 2> /dev/null)" = true ] && ok "a socket that systemd opened is served" || not_ok "a socket that systemd opened is served" "$out $(cat "$home/activate.log")"
    kill "$activated"
    wait "$activated"
    [ -S "$home/activated" ] && ok "and stays where it is" || not_ok "and stays where it is"
else
    skip "a socket that systemd opened is served" "systemd-socket-activate is not installed"
fi
finish
