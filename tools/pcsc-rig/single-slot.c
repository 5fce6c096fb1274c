/*
 * A PC/SC driver that is vsmartcard's vpcd with two differences, for tests:
 *
 *  - it has one slot, where Debian's vpcd always shows two. With one reader "the only reader" can be tested, and
 *    two readers with names of their own can stand side by side;
 *  - its cable can be pulled: while the file LIBRARY.unplugged exists the driver answers as a reader that is gone.
 *    pcscd then reports SCARD_STATE_UNAVAILABLE. (A USB reader is also taken from the list; with libudev nothing
 *    but udev can do that, HPReCheckSerialReaders is empty in pcsc-lite 1.9.9.)
 *
 * The real driver is found beside this library as LIBRARY.vpcd. It keeps its state in globals, so each reader
 * needs copies of both. Interface: ifdhandler.h of pcsc-lite (IFD handler version 3).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wintypes.h>
#include <pcsclite.h>
#include <ifdhandler.h>

static char library_path[4096];

static void find_own_path(void)
{
	Dl_info info;

	if (library_path[0] == 0 && dladdr((void *)find_own_path, &info) != 0)
		snprintf(library_path, sizeof library_path, "%s", info.dli_fname);
}

static void *real(const char *name)
{
	static void *handle;
	char path[sizeof library_path + 16];

	if (handle == NULL) {
		find_own_path();
		snprintf(path, sizeof path, "%s.vpcd", library_path);
		handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
		if (handle == NULL)
			fprintf(stderr, "single-slot: %s\n", dlerror());
	}
	return handle == NULL ? NULL : dlsym(handle, name);
}

static int unplugged(void)
{
	char path[sizeof library_path + 16];

	find_own_path();
	snprintf(path, sizeof path, "%s.unplugged", library_path);
	return access(path, F_OK) == 0;
}

/* Calls the real driver's function of the same name; a driver that is missing or unplugged does not answer. */
#define FORWARD(types, ...) \
	RESPONSECODE (*function) types = real(__func__); \
	if (function == NULL || unplugged()) \
		return IFD_COMMUNICATION_ERROR; \
	return function(__VA_ARGS__)

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR device)
{
	FORWARD((DWORD, LPSTR), lun & ~0xFFFFUL, device);
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel)
{
	FORWARD((DWORD, DWORD), lun & ~0xFFFFUL, channel);
}

/* Also when unplugged, so that the listening port is given back. */
RESPONSECODE IFDHCloseChannel(DWORD lun)
{
	RESPONSECODE (*function)(DWORD) = real(__func__);

	return function == NULL ? IFD_COMMUNICATION_ERROR : function(lun);
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value)
{
	if (tag == TAG_IFD_SLOTS_NUMBER && *length >= 1) {
		*length = 1;
		*value = 1;
		return IFD_SUCCESS;
	}
	FORWARD((DWORD, DWORD, PDWORD, PUCHAR), lun, tag, length, value);
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value)
{
	FORWARD((DWORD, DWORD, DWORD, PUCHAR), lun, tag, length, value);
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1, UCHAR pts2, UCHAR pts3)
{
	FORWARD((DWORD, DWORD, UCHAR, UCHAR, UCHAR, UCHAR), lun, protocol, flags, pts1, pts2, pts3);
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD atr_length)
{
	FORWARD((DWORD, DWORD, PUCHAR, PDWORD), lun, action, atr, atr_length);
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send_pci, PUCHAR tx, DWORD tx_length, PUCHAR rx,
	PDWORD rx_length, PSCARD_IO_HEADER recv_pci)
{
	FORWARD((DWORD, SCARD_IO_HEADER, PUCHAR, DWORD, PUCHAR, PDWORD, PSCARD_IO_HEADER), lun, send_pci, tx,
		tx_length, rx, rx_length, recv_pci);
}

RESPONSECODE IFDHICCPresence(DWORD lun)
{
	FORWARD((DWORD), lun);
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR tx, DWORD tx_length, PUCHAR rx, DWORD rx_length,
	LPDWORD returned)
{
	FORWARD((DWORD, DWORD, PUCHAR, DWORD, PUCHAR, DWORD, LPDWORD), lun, code, tx, tx_length, rx, rx_length,
		returned);
}
