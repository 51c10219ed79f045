/* In which order the price lookup shows the parts that were found. */
#ifndef CLEARBAY_CONSOLE_PART_ORDER_H
#define CLEARBAY_CONSOLE_PART_ORDER_H

#include <jansson.h>

/* Puts each replaced part of an answer's array behind the one that replaces it, when that is among them, else
 * nothing changes places. A part whose number is what was typed stays: it is what was asked for. Nothing
 * happens when memory is out. */
void part_order_replaced_behind(json_t *parts, const char *typed);

#endif
