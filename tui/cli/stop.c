#include "tui/cli/stop.h"

#include <stddef.h>

/* A handler is given nothing but the signal's number, so this cannot stand in a handle. */
static volatile sig_atomic_t asked;

static void on_signal(int number)
{
    (void)number;
    asked = 1;
}

const volatile sig_atomic_t *stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL); /* also where a script's & made it ignored: stopping loses nothing */
    sigaction(SIGTERM, &action, NULL);
    return &asked;
}
