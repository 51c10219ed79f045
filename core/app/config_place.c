#include "core/app/config.h"

#ifndef CLEARBAY_SYSCONFDIR
#define CLEARBAY_SYSCONFDIR "/etc"
#endif

/* Alone in its file: a test links the program with another place, which nobody who runs the program can
 * choose. */
const char *config_system_file(void)
{
    return CLEARBAY_SYSCONFDIR "/clearbay/clearbay.ini";
}
