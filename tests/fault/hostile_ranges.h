/* The part of the hostile price server that breaks transfers and answers wrongly to who wants to go on. */
#ifndef CLEARBAY_FAULT_HOSTILE_RANGES_H
#define CLEARBAY_FAULT_HOSTILE_RANGES_H

/* To be called once, before the processes that answer are made: they share what was asked. */
void serve_range_begin(void);

/* Answers the request for /range/NAME on `client`; 0 when there is no such wickedness. */
int serve_range(int client, const char *name, const char *request);

#endif
