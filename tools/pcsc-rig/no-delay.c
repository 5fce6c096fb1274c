/*
 * Preloaded into pcscd. vpcd 3.3 sends a frame's length and its body separately, and Nagle's algorithm then holds
 * the body until the length is acknowledged: 40 ms for every exchange. This switches the algorithm off on every
 * connection that pcscd accepts (it fails harmlessly on Unix sockets), without root and without touching routes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

int accept(int listener, struct sockaddr *restrict address, socklen_t *restrict length)
{
	static int (*real_accept)(int, struct sockaddr *, socklen_t *);
	int one = 1;
	int client;

	if (real_accept == 0)
		real_accept = dlsym(RTLD_NEXT, "accept");
	client = real_accept(listener, address, length);
	if (client >= 0)
		setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return client;
}
