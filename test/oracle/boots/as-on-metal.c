/* Loaded into systemd-analyze by record.sh: gives the manager's stamps that a container has not, so that systemd-analyze prints what it
 * prints on a machine of its own, with firmware, loader and initrd. The units' stamps stay the real ones.
 * cc -shared -fPIC -o units/as-on-metal.so as-on-metal.c -ldl (the built file is not kept) */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>
struct map { const char *member, *signature; void *set; size_t offset; };
typedef int (*fn)(void *, const char *, const char *, const struct map *, unsigned, void *, void *, void *);
int bus_map_all_properties(void *bus, const char *d, const char *p, const struct map *map, unsigned flags, void *e, void *r, void *data) {
    int k = ((fn)dlsym(RTLD_NEXT, "bus_map_all_properties"))(bus, d, p, map, flags, e, r, data);
    const struct map *m;
    uint64_t user = 0;
    for (m = map; m->member; m++)
        if (!strcmp(m->member, "UserspaceTimestampMonotonic")) user = *(uint64_t *)((char *)data + m->offset);
    if (user == 0) return k;
    for (m = map; m->member; m++) {
        uint64_t *at = (uint64_t *)((char *)data + m->offset);
        if (!strcmp(m->member, "FirmwareTimestampMonotonic")) *at = 4000123;
        if (!strcmp(m->member, "LoaderTimestampMonotonic")) *at = 1500456;
        if (!strcmp(m->member, "InitRDTimestampMonotonic")) *at = 2000789;
        if (!strcmp(m->member, "SecurityStartTimestampMonotonic")) *at = user + 300;
        if (!strcmp(m->member, "SecurityFinishTimestampMonotonic")) *at = user + 900;
    }
    return k;
}
