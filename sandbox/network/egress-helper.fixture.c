// Connects once, by argv (`tcp PORT`, `udp PORT`, `abstract NAME`, `unix PATH`, `shm ID`; `vsock -` makes a socket) or, loaded as an addon, to $EGRESS_PORT.
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int to_port(int type, int port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, type, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) < 0) return 7;
  return write(fd, "x", 1) == 1 ? 0 : 7;
}

static int to_path(const char *name, int is_abstract) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  strncpy(at.sun_path + is_abstract, name, sizeof at.sun_path - 1 - is_abstract);
  socklen_t size = is_abstract ? sizeof at.sun_family + 1 + strlen(name) : sizeof at;
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  return fd >= 0 && connect(fd, (struct sockaddr *)&at, size) == 0 ? 0 : 7;
}

__attribute__((constructor)) static void on_load(void) {
  const char *port = getenv("EGRESS_PORT");
  if (port != NULL) to_port(SOCK_STREAM, atoi(port));
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  if (strcmp(argv[1], "tcp") == 0) return to_port(SOCK_STREAM, atoi(argv[2]));
  if (strcmp(argv[1], "udp") == 0) return to_port(SOCK_DGRAM, atoi(argv[2]));
  if (strcmp(argv[1], "shm") == 0) return shmat(atoi(argv[2]), NULL, SHM_RDONLY) == (void *)-1 ? 7 : 0;
  if (strcmp(argv[1], "vsock") == 0) return socket(40, SOCK_STREAM, 0) < 0 ? 7 : 0;
  return to_path(argv[2], strcmp(argv[1], "abstract") == 0);
}
