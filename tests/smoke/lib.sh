# Shared by the tests in a real terminal: those of the command tests, and looking at the screen. Who sources it has a
# function `mux` that runs tmux on a server of its own.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
screen() { mux capture-pane -p; }
shows() { screen | grep -qF -- "$1"; }
hides() { ! shows "$1"; }
# comes COMMAND...: it becomes true within 10 s
comes() {
    local i
    for i in $(seq 100); do
        "$@" && return
        sleep 0.1
    done
    return 1
}
# within NAME TEXT: it comes onto the screen; without NAME TEXT: it leaves it
within() { comes shows "$2" && ok "$1" || not_ok "$1" "$(screen)"; }
without() { comes hides "$2" && ok "$1" || not_ok "$1" "$(screen)"; }
# take_inside: $inside is the same program, which looks for its configuration beside itself, in $etc: for one test at a time
take_inside() {
    inside=$(dirname "$program")/tests/smoke/clearbay etc=$(dirname "$program")/tests/smoke/etc/clearbay
    exec 9> "$inside.lock"
    flock 9
}
