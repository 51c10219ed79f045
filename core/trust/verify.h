/* What the checks of the log share: verify.c walks it, and others look at what it says. */
#ifndef CLEARBAY_TRUST_VERIFY_H
#define CLEARBAY_TRUST_VERIFY_H

#include "core/trust/audit.h"

/* Counts a problem and keeps its text, while there is room. */
void audit_problem(struct audit_report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
