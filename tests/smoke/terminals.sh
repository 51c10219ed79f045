#!/bin/bash
# The console on terminals as they are: what it sends to each kind, in each character set, with colours and without.
. "$(dirname "$0")/../cli/lib.sh"
new_workshop
new_order
sent=$home/sent
pin=$(cat "$home/adv.pin")

# start TERM LOCALE [ENVIRONMENT...] [-- ARGUMENTS...]: the console in a terminal of 80x24
start() {
    local type=$1 locale=$2 environment=() set=utf8
    shift 2
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        environment+=("$1")
        shift
    done
    [ $# -eq 0 ] || shift
    [ "$locale" != C ] || set=bytes
    finished
    coproc terminal { exec "$(dirname "$program")/tests/smoke/terminal" "$sent" $set 24 80 env -u NO_COLOR -u ESCDELAY -u LINES \
        -u COLUMNS -u LANGUAGE LC_ALL="$locale" TERM="$type" "${environment[@]}" "$program" --config "$home/clearbay.ini" "$@"; }
    kind=$type
}
finished() {
    [ -z "${terminal_PID:-}" ] || {
        local pid=$terminal_PID
        exec {terminal[1]}>&-
        wait "$pid"
    } 2> /dev/null
}
# ask ORDER [TEXT]: its answer is in $answer
ask() {
    echo "$*" >&"${terminal[1]}"
    IFS= read -r answer <&"${terminal[0]}"
}
hex() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }
# key_bytes NAME|=TEXT...: as this kind of terminal sends them, in hex, into $typed
key_bytes() {
    local one bytes
    typed=
    for one in "$@"; do
        case $one in
            =*) bytes=$(hex "${one#=}") ;;
            Tab) bytes=09 ;;
            Enter) bytes=0d ;;
            Esc) bytes=1b ;;
            Down) bytes=$(hex "$(tput -T "$kind" kcud1)") ;;
            Up) bytes=$(hex "$(tput -T "$kind" kcuu1)") ;;
            F*) bytes=$(hex "$(tput -T "$kind" "kf${one#F}")") ;;
        esac
        typed+=$bytes
    done
}
keys() {
    key_bytes "$@"
    ask type "$typed"
}
sees() {
    ask see "$1"
    [ "$answer" = yes ]
}
screen() {
    echo screen >&"${terminal[1]}"
    while IFS= read -r answer <&"${terminal[0]}" && [ "$answer" != . ]; do echo "$answer"; done
}
# shows NAME TEXT
shows() { sees "$2" && ok "$1" || not_ok "$1" "$(screen)"; }
# lacks NAME TEXT
lacks() { screen > "$home/screen"; grep -qF -- "$2" "$home/screen" && not_ok "$1" "$(cat "$home/screen")" || ok "$1"; }
# sends PATTERN: whether bytes of this kind were sent
sends() { LC_ALL=C grep -aqP "$1" "$sent"; }
colour='\x1b\[(?:[\d;]*;)?(?:3\d|4\d|9[0-7]|10[0-7])(?:[;:][\d;:]*)?m|\x1b\](?:4;|104|R|P)'
mouse='\x1b\[\?(?:[\d;]*;)?(?:9|100[0-6]|1015|1016)(?:;[\d;]*)?h'

# visit TERM LOCALE [NO_COLOR=1]: somebody logs in, looks at the board and leaves
visit() {
    local name="$*" type=$1 locale=$2 bare=${3:-} frame='┌─'
    [ "$locale" != C ] || frame='+-'
    start "$@"
    sees "Log in" && sees "$frame" && ok "$name: it starts" || not_ok "$name: it starts" "$(screen)"
    keys =adv Tab "=$pin" Enter
    sees "Board: 1 open" && sees "A12345" && ok "$name: the board is there" || not_ok "$name: the board is there" "$(screen)"
    keys F1
    sees "Help: what works here" && ok "$name: F1 is known" || not_ok "$name: F1 is known" "$(screen)"
    keys Esc F10
    ask end
    [ "$answer" = "status 0" ] && ok "$name: it leaves and gives the terminal back" || not_ok "$name: it leaves and gives the terminal back" "$answer"
    if [ -n "$bare" ] || [ "$type" = vt220 ]; then
        sends "$colour" && not_ok "$name: no colours" "$(grep -aoP "$colour" "$sent" | head -3 | cat -v)" || ok "$name: no colours"
    else
        sends "$colour" && ok "$name: colours" || not_ok "$name: colours"
    fi
    if [ "$locale" = C ]; then
        sends '[\x80-\xff]' && not_ok "$name: nothing but ASCII" || ok "$name: nothing but ASCII"
    else
        sends '京A12345' && ok "$name: UTF-8" || not_ok "$name: UTF-8"
    fi
    sends "$mouse" && not_ok "$name: the mouse is left alone" || ok "$name: the mouse is left alone"
    sends '\x1b\[\?2004h' && tail -c 20 "$sent" | grep -qaP '\x1b\[\?2004l' && ok "$name: pastes come between marks until it ends" ||
        not_ok "$name: pastes come between marks until it ends" "$(tail -c 100 "$sent" | cat -v)"
}

# work TERM LOCALE: somebody types while the terminal does what terminals do
work() {
    local name="$*" i best=10000
    start "$@" -- --as adv --pin-file "$home/adv.pin"
    sees "Board: 1 open"
    for i in 1 2 3 4 5; do
        keys F2
        sees "Take a car in"
        ask time 1b
        [ "$answer" -ge "$best" ] || best=$answer
    done
    # 25 ms for what may follow, and time to be scheduled on a busy machine
    [ "$best" -ge 20 ] && [ "$best" -le 75 ] && ok "$name: Esc acts at once" || not_ok "$name: Esc acts at once" "$best ms"
    shows "$name: and goes back" "Board: 1 open"
    keys F2
    keys $'=\e[200~QX77\e[20~\e[201~'
    shows "$name: a paste goes into its field" "QX77"
    shows "$name: and a key inside it is none" "Take a car in"
    ask storm 150
    shows "$name: too small is a state" "too small, 80x24 is needed"
    keys =Z8
    ask size 100 300
    shows "$name: what was typed is there in 300x100, what was typed unseen, too" "QX77Z8"
    keys =Y9
    ask storm 50
    ask size 24 80
    shows "$name: and in 80x24" "QX77Z8Y9"
    keys F10 =y
    ask end
    [ "$answer" = "status 0" ] && ok "$name: and the terminal is given back" || not_ok "$name: and the terminal is given back" "$answer"
}

# cheap NAME BYTES KEY...: typing the keys sends at most so many bytes; says how long a line of 9600 baud is busy with them
cheap() {
    local name=$1 most=$2 bytes ms
    key_bytes "${@:3}"
    ask cost "$typed"
    read -r bytes ms <<< "$answer"
    [ "$bytes" -gt 0 ] && [ "$bytes" -le "$most" ] && ok "$name: $bytes bytes, $ms ms" || not_ok "$name" "$bytes bytes, at most $most; $ms ms"
}
# serial TERM LOCALE: a line of 9600 baud, 960 bytes a second; a picture of 80x24 has at most 1920 characters
serial() {
    local name="$* at 9600 baud" i
    for i in 1 2 3 4 5 6 7 8; do
        by adv order open --plate "京B5550$i" --concern "serial $i"
    done
    start "$@"
    ask speed 960
    sees "Log in"
    cheap "$name: a character in a field" 40 =a
    keys =dv Tab "=$pin" Enter
    shows "$name: the board" "Board: 9 open"
    keys Up # leads nowhere, and what was still on the line is through
    cheap "$name: one row down" 240 Down
    cheap "$name: five rows down, typed ahead" 480 Down Down Down Down Down
    shows "$name: the board is still there" "Board: 9 open"
    cheap "$name: opening an order" 2400 Enter
    shows "$name: the order" "Order SH01-00000"
    keys Esc F2
    keys =TYPED-WHILE-THE-FORM-IS-BEING-PAINTED
    shows "$name: nothing typed ahead is lost" TYPED-WHILE-THE-FORM-IS-BEING-PAINTED
    keys F10 =y
    ask end
    [ "$answer" = "status 0" ] && ok "$name: it ends" || not_ok "$name: it ends" "$answer"
}

# lock TERM LOCALE: nobody is there for as long as the settings say
lock() {
    local name="$*"
    start "$@" -- --as adv --pin-file "$home/adv.pin"
    sees "Board: "
    keys F2 =QB55
    shows "$name: an idle terminal locks itself" "Locked"
    lacks "$name: nothing typed is seen" QB55
    lacks "$name: nor what stood there before" "SH01-0"
    by adv draft list
    is "$name: the draft is kept" 0 '[.. | strings | select(contains("QB55"))] | length > 0'
    keys "=$pin" Enter
    shows "$name: its owner finds it as it was" QB55
    keys F10 =y
    ask end
    [ "$answer" = "status 0" ] && ok "$name: it ends" || not_ok "$name: it ends" "$answer"
}

types=${*:-linux xterm-256color xterm screen tmux-256color vt220} # others can be named
for type in $types; do
    if ! tput -T "$type" cup 0 0 > /dev/null 2>&1; then
        skip "$type" "its description is not installed"
        continue
    fi
    for locale in C.UTF-8 C; do
        visit "$type" "$locale"
        visit "$type" "$locale" NO_COLOR=1
    done
    work "$type" C.UTF-8
done
work vt220 C
serial vt220 C

# refuses TERM WORDS
refuses() {
    start "$1" C.UTF-8
    ask end
    for _ in $(seq 20); do grep -qF "$2" "$sent" && break; sleep 0.1; done # its last words are on their way
    [ "$answer" = "status 2" ] && grep -qF "$2" "$sent" && ok "$1: refused" || not_ok "$1: refused" "$answer $(cat -v "$sent")"
    sends '\x1b' && not_ok "$1: nothing is sent that it would not understand" "$(cat -v "$sent")" || ok "$1: nothing is sent that it would not understand"
}
refuses dumb 'the terminal type "dumb" cannot move its cursor: set TERM'
refuses no-such-terminal 'the terminal type "no-such-terminal" is unknown: set TERM'
refuses "" 'the terminal type "" is unknown: set TERM'

printf '[ui]\nidle_lock_s = 2\n' >> "$home/clearbay.ini"
for type in $types; do
    tput -T "$type" cup 0 0 > /dev/null 2>&1 && lock "$type" C.UTF-8
done
lock vt220 C
finished
finish
