#!/bin/bash
# Terminals over ssh: a real sshd that forces the console, a real ssh that logs in through it.
export CLEARBAY_VIA=service
. "$(dirname "$0")/lib.sh"
sshd=$(command -v sshd || echo /usr/sbin/sshd)
if [ ! -x "$sshd" ] || [ "$(id -u)" -ne 0 ]; then
    skip "the console over ssh" "it needs openssh-server, and to be root"
    finish
    exit
fi
take_inside
mux() { tmux -S "$home/tmux" -f /dev/null "$@"; }
daemon=
trap '[ -z "$daemon" ] || kill "$daemon" 2> /dev/null; mux kill-server 2> /dev/null; rm -rf "$home" "$etc"' EXIT
new_workshop
mkdir -p "$etc" /run/sshd
cp "$home/clearbay.ini" "$etc/clearbay.ini"
ssh-keygen -q -t ed25519 -N '' -f "$home/host"
ssh-keygen -q -t ed25519 -N '' -f "$home/user"
# The installed example, for the one user that this test has.
{
    cat <<END
ListenAddress 127.0.0.1
HostKey $home/host
PidFile none
AuthorizedKeysFile $home/user.pub
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
END
    sed -e '/^#/d' -e "s#^Match Group .*#Match User $(id -un)#" -e "s#/usr/local/bin/clearbay#$inside#" "$here/scripts/systemd/sshd.conf"
} > "$home/sshd_config"
for port in $(shuf -i 20000-60000 -n 20); do
    "$sshd" -D -e -p "$port" -f "$home/sshd_config" 2> "$home/sshd.log" &
    daemon=$!
    for _ in $(seq 50); do
        grep -q 'listening on' "$home/sshd.log" && break 2
        kill -0 "$daemon" 2> /dev/null || break
        sleep 0.1
    done
done
grep -q 'listening on' "$home/sshd.log" && ok "sshd takes the example" || not_ok "sshd takes the example" "$(cat "$home/sshd.log")"
options=(-F none -p "$port" -i "$home/user" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o "UserKnownHostsFile=$home/known" -o LogLevel=ERROR -o ConnectTimeout=10)
mux new-session -d -x 80 -y 24 env LC_ALL=C.UTF-8 sh -c '"$@"; echo $? > '"$home/status"'; exec sleep 60' sh ssh "${options[@]}" -tt 127.0.0.1
within "ssh leads to the console, which asks who one is" "Log in"
mux send-keys -l adv
mux send-keys Tab
mux send-keys -l "$(cat "$home/adv.pin")"
mux send-keys Enter
within "the board" "Board: 0 open"
mux send-keys F2
within "a car is taken in" "Take a car in"
mux send-keys -l 京A12345
mux send-keys Tab Tab Tab Tab Tab
mux send-keys -l "brakes squeal"
mux send-keys F8
within "and saved" "SH01-000001"
mux send-keys F10
for _ in $(seq 50); do [ -s "$home/status" ] && break; sleep 0.1; done
[ "$(cat "$home/status" 2> /dev/null)" = 0 ] && ok "leaving ends the session" || not_ok "leaving ends the session" "$(screen)"
by mgr audit log --order 1
is "the log says from which account and terminal" 0 'any(.entries[]; .event == "order.open" and (.terminal | test("^uid [0-9]+ pid [0-9]+ .*pts")))'

# refused NAME WORDS...: no shell runs, whatever ssh is asked for
gives_none() {
    out=$(timeout 20 ssh "${options[@]}" -n 127.0.0.1 "${@:2}" 2> "$home/err")
    status=$?
    [ $status -ne 0 ] && [ ! -e "$home/told" ] && [[ $out != *uid=* ]] && ok "$1" || not_ok "$1" "$status $out $(cat "$home/err")"
}
gives_none "a command gives no shell" "id; touch $home/told"
gives_none "nor does one in the console's name" "clearbay --version; id; touch $home/told"
out=$(printf 'ls\n' | timeout 20 sftp -b - -P "$port" -F none -i "$home/user" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o "UserKnownHostsFile=$home/known" 127.0.0.1 2>&1)
[ $? -ne 0 ] && ok "no files over sftp" || not_ok "no files over sftp" "$out"
out=$(timeout 20 ssh "${options[@]}" -n -N -o ExitOnForwardFailure=yes -R 0:127.0.0.1:9 127.0.0.1 2>&1)
[ $? -ne 0 ] && ok "no ports forwarded" || not_ok "no ports forwarded" "$out"
finish
