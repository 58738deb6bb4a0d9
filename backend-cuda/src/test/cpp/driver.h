/* What the parts of the fake driver share. All of it is guarded by one mutex, which every call of the API holds. */
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "fake.h"
#include "settings.h"

namespace fake {

struct Object;
struct Stream;
struct Capture;
struct Context;

/** Memory that stays reserved until a synchronising call, a trim, or for as long as the threshold allows. */
struct Pool {
    int device;
    uint64_t used = 0;
    uint64_t mostUsed = 0;
    uint64_t reserved = 0;
    uint64_t mostReserved = 0;
    uint64_t threshold = 0;
    bool destroyed = false;
};

enum class MemoryKind { DEVICE, POOLED, HOST, REGISTERED };

struct Allocation {
    uintptr_t base;
    size_t size;
    MemoryKind kind;
    Context* context;
    Pool* pool;

    bool isOnDevice() const { return kind == MemoryKind::DEVICE || kind == MemoryKind::POOLED; }
};

/** A piece of work in a stream or a graph. */
struct Work {
    /** Values of CUgraphNodeType; what has no type of its own is an empty node there. */
    enum Type { KERNEL = 0, COPY = 1, FILL = 2, HOST = 3, OTHER = 5, EVENT_WAIT = 6, EVENT_RECORD = 7 };
    Type type;
    std::string what;
    std::function<void()> run;
    /* The modules whose kernels it launches. */
    std::vector<const Object*> modules = {};
};

/** Where a stream stood at some time: after so many pieces of work. */
struct Position {
    std::shared_ptr<Stream> stream;
    uint64_t count;
};

struct Graph {
    std::vector<Work> works;
};

/** A graph in the making. */
struct Capture {
    Stream* origin;
    int mode;
    std::thread::id thread;
    bool invalidated = false;
    std::shared_ptr<Graph> graph = std::make_shared<Graph>();
    /* By stream that joined: how much of the graph the origin does not wait for yet. */
    std::map<Stream*, size_t> unjoined;
};

struct Stream : std::enable_shared_from_this<Stream> {
    Context* context;
    bool blocking;
    int priority = 0;
    std::deque<Work> queue;
    uint64_t queued = 0;
    uint64_t executed = 0;
    std::shared_ptr<Capture> capture;
};

struct Event {
    Context* context;
    bool timed;
    bool recorded = false;
    Position position;
    std::shared_ptr<int64_t> nanoseconds;
    std::shared_ptr<Capture> capture;
    size_t captured = 0;
};

struct Context {
    int device;
    /* The first failure of work on the device; all later calls return it. */
    Code failure = SUCCESS;
    std::shared_ptr<Stream> defaultStream;
    std::vector<std::shared_ptr<Stream>> streams;
};

struct Device {
    Capability capability;
    Context* primary = nullptr;
    int retained = 0;
    Pool defaultPool;
    Pool* pool = &defaultPool;
};

/** Holds the mutex and decides whether a call may go on. */
class Entry {
public:
    enum Need {
        NOTHING,
        /** cuInit has been called. */
        DRIVER,
        /** A context that has not failed is current. */
        CONTEXT,
        /** As CONTEXT, and no capture forbids calls that might synchronise. */
        CONTEXT_UNCAPTURED,
    };
    Entry(const char* function, Need need);
    Code code = SUCCESS;

private:
    std::lock_guard<std::recursive_mutex> lock;
};

/** First in each function of the driver. */
#define ENTER(need) \
    const fake::Entry entry(__func__, fake::Entry::need); \
    if (entry.code != fake::SUCCESS) return entry.code

/* devices.cpp */
bool initialised();
std::vector<Device>& devices();
Context* current();
bool live(const Context* context);

/* streams.cpp */
std::shared_ptr<Stream> newStream(Context* context, bool blocking);
/** {@return the stream behind a handle of the current context; null if there is none} */
std::shared_ptr<Stream> streamOf(void* handle);
Code queue(const std::shared_ptr<Stream>& stream, Work work);
/** Runs what a stream holds, up to a position. */
Code execute(const std::shared_ptr<Stream>& stream, uint64_t until);
/** Waits for a whole context, as cuCtxSynchronize does. */
Code synchronise(Context* context);
/** {@return whether a stream of a context holds launches of a module's kernels} */
bool isQueued(const Context* context, const Object* module);
/** Drops the work of a context that is destroyed or failed. */
void dropWork(Context* context);

/* graphs.cpp */
/** {@return the capture that forbids this thread to call what might synchronise, or null} */
Capture* forbiddingCapture();

/* memory.cpp */
/** {@return memory of the current context; its size is counted by the caller's pool, if any} */
Allocation allocate(size_t size, MemoryKind kind, Pool* pool);
void release(const Allocation& allocation);
/** {@return the bytes of a device that can still be allocated} */
uint64_t available(int device);
/** {@return the allocation that begins at an address, or null} */
const Allocation* startingAt(uintptr_t address);
/** {@return the live allocation that an address lies in, or null} */
const Allocation* allocationOf(uintptr_t address);
/** {@return whether all bytes lie in one live allocation} */
bool isLive(uintptr_t address, size_t bytes);
/** {@return what lies at an address, or near it, for people} */
std::string describe(uintptr_t address);
/** Fails if something was written right before or behind an allocation. */
void checkRedZones(const Allocation& allocation);
void freeMemoryOf(const Context* context);

/* pools.cpp */
/** {@return the bytes that pools of a device keep, in use or not} */
uint64_t reservedByPools(int device);
/** Gives memory back that pools do not use, as at a synchronising call. */
void releasePools();

/* launches.cpp */
/** Runs a library's work as a kernel, on a stack of its own: an access of a wrong address becomes a DeviceFault. */
void guarded(const std::function<void()>& work);

}  // namespace fake
