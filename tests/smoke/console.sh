#!/bin/bash
# The console on a real terminal (tmux): what needs a tty, signals and a process of its own.
. "$(dirname "$0")/lib.sh"
new_workshop
starts=0 socket=$home/tmux
mux() { tmux -S "$socket" -f /dev/null "$@"; }
trap 'mux kill-server 2> /dev/null; rm -rf "$home"' EXIT

# start [ENVIRONMENT...] -- [ARGUMENTS...]: the console in a terminal of 80x24; its exit status comes into $home/status
start() {
    local environment=()
    while [ "$1" != -- ]; do
        environment+=("$1")
        shift
    done
    shift
    mux kill-server 2> /dev/null
    starts=$((starts + 1)) socket=$home/tmux.$starts # a server that ends takes no new terminal
    rm -f "$home/status"
    mux new-session -d -x 80 -y 24 env -u NO_COLOR LC_ALL=C.UTF-8 TERM=screen-256color "${environment[@]}" \
        sh -c '"$@"; echo $? > '"$home/status"'; echo ended; exec sleep 60' sh "$program" --config "$home/clearbay.ini" "$@"
}
keys() { mux send-keys "$@"; }
console_pid() { pgrep -f "clearbay --config $home/clearbay.ini" | while read -r p; do [ "$(cat /proc/$p/comm)" = clearbay ] && echo "$p"; done; }
# ended NAME STATUS: the program ends with it
ended() {
    comes [ -s "$home/status" ] || { not_ok "$1" "it goes on: $(screen)"; return; }
    [ "$(cat "$home/status")" = "$2" ] && ok "$1" || not_ok "$1" "status $(cat "$home/status")"
}
# draft_has TEXT: what is typed is in the database
draft_has() { [ "$(sqlite3 "$home/clearbay.db" "SELECT count(*) FROM draft WHERE content LIKE '%$1%'")" -eq 1 ]; }
adv=(--as adv --pin-file "$home/adv.pin")

start --
within "without --as it asks who one is" "Log in"
keys -l adv
keys Tab
keys -l "$(cat "$home/adv.pin")"
keys Enter
within "logged in on the terminal" "Board: 0 open"
keys F2
within "F2 takes a car in" "Take a car in"
keys -l 京A12345
keys Tab Tab Tab Tab Tab
keys -l squeals
keys F8
within "F8 opens the order" "Order SH01-000001"
keys F10
ended "F10 leaves with 0" 0
within "the terminal is as it was" "ended"

start -- "${adv[@]}"
within "--as and --pin-file open it logged in" "Board: 1 open"
mux resize-window -x 120 -y 30
within "a new size is taken" "squeals"
mux resize-window -x 60 -y 20
within "too small says so" "too small, 80x24 is needed"
mux resize-window -x 80 -y 24
within "and it comes back" "Board: 1 open"
keys Down
by ada order open --plate 京A99999 --concern "smokes"
within "what others change is there without a key" 京A99999
by ada undo
without "and what they take back is gone" 京A99999
pid=$(console_pid)
kill -TSTP "$pid"
sleep 0.5
kill -CONT "$pid"
keys F5
within "stopped and continued it draws again" "Board: 1 open"
keys C-s
keys F1
within "Ctrl-S freezes nothing" "Help: what works here"
kill -HUP "$pid"
ended "a hang-up ends it" 0
mux kill-server

start -- "${adv[@]}"
within "again" "Board: 1 open"
pid=$(console_pid)
mux kill-server
gone() { ! kill -0 "$pid" 2> /dev/null; }
comes gone && ok "a lost terminal leaves no process" || not_ok "a lost terminal leaves no process" "$pid"

start LANGUAGE=zh_CN -- "${adv[@]}"
within "in Chinese" "在修 1 单"
keys q
ended "q leaves too" 0
start NO_COLOR=1 -- "${adv[@]}"
within "NO_COLOR" "Board: 1 open"
mux capture-pane -pe | grep -qE $'\033\\[[0-9;]*(3[0-7]|9[0-7])m' && not_ok "NO_COLOR sends no colours" || ok "NO_COLOR sends no colours"
start LC_ALL=C LANGUAGE= -- "${adv[@]}"
within "in the C locale" "Board: 1 open"
mux capture-pane -p | LC_ALL=C grep -qP '[\x80-\xff]' && not_ok "nothing but ASCII" "$(screen)" || ok "nothing but ASCII"
start TERM=no-such-terminal -- "${adv[@]}"
ended "an unknown terminal is said" 2
mux kill-server 2> /dev/null

start -- "${adv[@]}"
within "again" "Board: 1 open"
keys F2
keys -l 粤K12345
keys Tab
keys -l LSV
comes draft_has LSV && ok "what is typed is kept after a while of quiet" || not_ok "what is typed is kept after a while of quiet"
kill -KILL "$(console_pid)"
start -- "${adv[@]}"
within "what was typed before a kill is offered again" "1 unfinished"
keys y
within "and is there" "粤K12345"
keys Escape
keys y
within "and is thrown away when that is said" "Board: 1 open"

printf 'No,Name,Local,Price,By\nNEW-1,Tappet,,7.00,\n' >> "$home/list.csv"
start -- "${adv[@]}"
within "again" "Board: 1 open"
keys F3
within "prices" "Number or words"
keys C-s
within "a new list is asked about once" "Do it?"
keys y
within "lists are fetched in the background" "demo: revision 2"
keys -l NEW-1
within "and the new price is there" "7.00 CNY"

printf '[ui]\nidle_lock_s = 2\n' >> "$home/clearbay.ini"
start -- "${adv[@]}"
within "again" "Board: 1 open"
keys F2
keys -l 沪B
within "an idle terminal locks itself" "Locked"
screen | grep -q 沪B && not_ok "and shows nothing of what was typed" "$(screen)" || ok "and shows nothing of what was typed"
keys -l "$(cat "$home/adv.pin")"
keys Enter
within "its owner finds it as it was" "沪B"
mux kill-server 2> /dev/null

out=$("$program" --config "$home/clearbay.ini" "${adv[@]}" 2>&1 < /dev/null)
status=$?
[ $status -eq 2 ] && [[ $out == *"needs a terminal"* ]] && ok "without a terminal it says so" || not_ok "without a terminal it says so" "$status $out"
finish
