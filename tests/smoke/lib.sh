# Shared by the tests in a real terminal: those of the command tests, and looking at the screen. Who sources it has a
# function `mux` that runs tmux on a server of its own.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
screen() { mux capture-pane -p; }
# within NAME TEXT: it comes onto the screen within 10 s
within() {
    local i
    for i in $(seq 100); do
        if screen | grep -qF -- "$2"; then
            ok "$1"
            return
        fi
        sleep 0.1
    done
    not_ok "$1" "$(screen)"
}
