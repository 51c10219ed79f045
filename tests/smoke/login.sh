#!/bin/bash
# The console as a login shell and as ssh's forced command: it opens, and no way leads from it to a shell.
export CLEARBAY_VIA=service
. "$(dirname "$0")/lib.sh"
take_inside
starts=0
mux() { tmux -S "$home/tmux.$starts" -f /dev/null "$@"; }
trap 'mux kill-server 2> /dev/null; rm -rf "$home" "$etc"' EXIT
new_workshop
mkdir -p "$etc"
printf '#!/bin/sh\necho "$0 $*" >> %s\n' "$home/told" > "$home/tale"
chmod 755 "$home/tale"
printf '[outlet]\ncode = EVIL\n[database]\npath = %s\n' "$home/evil.db" > "$home/evil.ini"
mkdir -p "$home/xdg/clearbay"
cp "$home/evil.ini" "$home/xdg/clearbay/clearbay.ini"
export SHELL=$home/tale PAGER=$home/tale EDITOR=$home/tale VISUAL=$home/tale BROWSER=$home/tale \
    CLEARBAY_CONFIG=$home/evil.ini CLEARBAY_LOG=$home/log XDG_CONFIG_HOME=$home/xdg SSH_CONNECTION="192.0.2.7 50000 192.0.2.1 22"

# refuses NAME WORDS...: nothing runs, and it is said why
refuses() {
    local name=$1
    shift
    out=$("$inside" "$@" 2> "$home/err" < /dev/null)
    status=$?
    [ $status -eq 4 ] && [ -z "$out" ] && grep -q "console and nothing else" "$home/err" && ok "$name" || not_ok "$name" "$status $out $(cat "$home/err")"
}
refuses "a command is refused" -c "touch $home/told"
refuses "a file transfer is refused" -c /usr/lib/openssh/sftp-server
refuses "a console with something behind it is refused" -c "clearbay; touch $home/told"
refuses "another configuration is refused" -c "clearbay --config $home/evil.ini"
refuses "even for a forced command" --login-shell --config "$home/evil.ini"
out=$("$inside" --login-shell 2>&1 < /dev/null)
status=$?
[ $status -eq 2 ] && [[ $out == *"$etc/clearbay.ini"* ]] && ok "without the system's configuration nothing opens" || not_ok "without the system's configuration nothing opens" "$status $out"
cp "$home/clearbay.ini" "$etc/clearbay.ini"

# open WORDS...: in a terminal, by its own name or another (the first word); the exit status comes into $home/status
open() {
    mux kill-server 2> /dev/null
    starts=$((starts + 1)) # a server that ends takes no new terminal
    rm -f "$home/status"
    mux new-session -d -x 80 -y 24 bash -c 'name=$0; exe=$1; shift; (exec -a "$name" "$exe" "$@"); echo $? > '"$home/status"'; exec sleep 60' "$1" "$inside" "${@:2}"
}
open clearbay -c "clearbay --login-shell"
within "a forced command opens the console" "Log in"
open -clearbay
within "a log-in opens the console and asks who one is" "Log in"
within "of the system's workshop" "clearbay SH01"
mux send-keys C-c C-z 'C-\' C-d
mux send-keys -l adv
within "Ctrl-C, Ctrl-Z, Ctrl-\\ and Ctrl-D lead nowhere" "adv"
mux send-keys Tab
mux send-keys -l "$(cat "$home/adv.pin")"
mux send-keys Enter
within "the board" "Board: "
mux send-keys C-c C-z 'C-\' '!' ':' '|' '$' C-o C-x F5
within "nor on the board" "Board: "
mux send-keys F3 C-s y
within "lists are fetched by the program itself" "demo: "
mux send-keys F4 F2
mux send-keys -l 京A12345
mux send-keys Tab Tab Tab Tab Tab
mux send-keys -l squeals
mux send-keys F8
within "work is done" "Order SH01-000001"
mux send-keys F10
for _ in $(seq 100); do [ -s "$home/status" ] && break; sleep 0.05; done
[ "$(cat "$home/status")" = 0 ] && ok "and F10 ends the session" || not_ok "and F10 ends the session" "$(screen)"

open -clearbay
within "a manager" "Log in"
mux send-keys -l mgr
mux send-keys Tab
mux send-keys -l "$(cat "$home/mgr.pin")"
mux send-keys Enter
within "is on the board too" "Board: "
mux send-keys C-p
mux send-keys -l backup
within "finds the backup" "backup"
mux send-keys Enter
within "has its form" "path of the copy"
mux send-keys -l "$home/stolen.db"
mux send-keys F8
within "and writes no file" "reads and writes no files"
[ ! -e "$home/stolen.db" ] && ok "    indeed" || not_ok "    indeed"
mux kill-server
[ ! -e "$home/told" ] && ok "no shell, pager or editor was ever started" || not_ok "no shell, pager or editor was ever started" "$(cat "$home/told")"
[ ! -e "$home/log" ] && [ ! -e "$home/evil.db" ] && ok "whose log and database it is, is not for the user to say" || not_ok "whose log and database it is, is not for the user to say"
unset CLEARBAY_CONFIG CLEARBAY_LOG XDG_CONFIG_HOME
by mgr audit log --order SH01-000001
is "the log has who sat there as the kernel says, and where from as he says" 0 "[.entries[].terminal] | any(test(\"^uid $(id -u) pid [0-9]+ .*ssh 192.0.2.7\"))"
finish
