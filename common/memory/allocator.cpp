// jemalloc in place of glibc's malloc: gateway and dispatcher make and drop thousands of small
// messages a second, which costs a quarter less CPU with it (docs/performance.md).

// Read by jemalloc at start (its manual, "TUNING"). Both programs have one thread that allocates: a
// second arena would only keep more memory.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:1";
}
