/* What systemd asks of a service: sockets that it has opened already (sd_listen_fds(3)) and word of how the
 * service is (sd_notify(3)). By hand, for libsystemd would be loaded at every start of the program. */
#ifndef CLEARBAY_SERVICE_SYSTEMD_H
#define CLEARBAY_SERVICE_SYSTEMD_H

/* The listening socket that was handed over, close-on-exec; -1: none. The environment says so only once. */
int systemd_socket(void);

/* Tells "READY=1", "STOPPING=1", "STATUS=..."; does nothing without $NOTIFY_SOCKET. */
void systemd_notify(const char *state);

#endif
