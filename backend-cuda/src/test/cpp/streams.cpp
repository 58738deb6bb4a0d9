/*
 * Streams and events. What is queued runs when somebody waits for it, on the thread that waits; until then the "device"
 * has done nothing, so that a host that does not wait where it must sees what was there before.
 */
#include <algorithm>
#include <chrono>

#include "driver.h"

namespace fake {
namespace {

std::set<Event*>& events() {
    static auto* const events = new std::set<Event*>;
    return *events;
}

int64_t now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::steady_clock::now().time_since_epoch()).count();
}

/** A handle of CU_STREAM_LEGACY or of CU_STREAM_PER_THREAD, which are numbers and no addresses. */
bool isDefault(const void* handle) {
    return reinterpret_cast<uintptr_t>(handle) <= 2;
}

void fail(Context* context, const Work& work, const DeviceFault& fault) {
    context->failure = fault.code;
    say(work.what + " failed with " + std::to_string(fault.code) + ": " + fault.message);
    dropWork(context);
}

/** Runs the first piece of work that a stream holds. */
Code executeNext(const std::shared_ptr<Stream>& stream) {
    const Work work = std::move(stream->queue.front());
    stream->queue.pop_front();
    ++stream->executed;
    try {
        work.run();
    } catch (const DeviceFault& fault) {
        fail(stream->context, work, fault);
    }
    return stream->context->failure;
}

Work wait(const Position& position) {
    return {Work::EVENT_WAIT, "a wait for an event", [position] {
        execute(position.stream, position.count);
    }};
}

/** As on a device, the default stream waits for all streams that do not refuse it, and they wait for it. */
void order(const std::shared_ptr<Stream>& stream) {
    const std::shared_ptr<Stream>& defaultStream = stream->context->defaultStream;
    if (stream != defaultStream) {
        if (stream->blocking && !defaultStream->queue.empty()) {
            stream->queue.push_back(wait({defaultStream, defaultStream->queued}));
            ++stream->queued;
        }
        return;
    }
    for (const std::shared_ptr<Stream>& other : stream->context->streams) {
        if (other->blocking && !other->queue.empty()) {
            stream->queue.push_back(wait({other, other->queued}));
            ++stream->queued;
        }
    }
}

bool capturesBlockingStream(const Context* context) {
    return std::any_of(context->streams.begin(), context->streams.end(), [](const std::shared_ptr<Stream>& stream) {
        return stream->blocking && stream->capture != nullptr;
    });
}

}  // namespace

std::shared_ptr<Stream> newStream(Context* context, bool blocking) {
    auto stream = std::make_shared<Stream>();
    stream->context = context;
    stream->blocking = blocking;
    return stream;
}

std::shared_ptr<Stream> streamOf(void* handle) {
    Context* const context = current();
    if (context == nullptr) {
        return nullptr;
    }
    if (isDefault(handle)) {
        return context->defaultStream;
    }
    for (const std::shared_ptr<Stream>& stream : context->streams) {
        if (stream.get() == handle) {
            return stream;
        }
    }
    return nullptr;
}

Code queue(const std::shared_ptr<Stream>& stream, Work work) {
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (stream->capture != nullptr) {
        if (stream->capture->invalidated) {
            return STREAM_CAPTURE_INVALIDATED;
        }
        stream->capture->graph->works.push_back(std::move(work));
        if (stream.get() != stream->capture->origin) {
            stream->capture->unjoined[stream.get()] = stream->capture->graph->works.size();
        }
        return SUCCESS;
    }
    if (stream == stream->context->defaultStream && capturesBlockingStream(stream->context)) {
        say(work.what + " in the default stream would wait for a stream that is captured");
        for (const std::shared_ptr<Stream>& other : stream->context->streams) {
            if (other->capture != nullptr) {
                other->capture->invalidated = true;
            }
        }
        return STREAM_CAPTURE_IMPLICIT;
    }
    order(stream);
    stream->queue.push_back(std::move(work));
    ++stream->queued;
    return SUCCESS;
}

Code execute(const std::shared_ptr<Stream>& stream, uint64_t until) {
    while (stream->context->failure == SUCCESS && stream->executed < until && !stream->queue.empty()) {
        executeNext(stream);
    }
    return stream->context->failure;
}

Code synchronise(Context* context) {
    const std::vector<std::shared_ptr<Stream>> streams = context->streams;
    execute(context->defaultStream, UINT64_MAX);
    for (const std::shared_ptr<Stream>& stream : streams) {
        execute(stream, UINT64_MAX);
    }
    releasePools();
    return context->failure;
}

bool isQueued(const Context* context, const Object* module) {
    const auto holds = [module](const std::shared_ptr<Stream>& stream) {
        return std::any_of(stream->queue.begin(), stream->queue.end(), [module](const Work& work) {
            return std::find(work.modules.begin(), work.modules.end(), module) != work.modules.end();
        });
    };
    return holds(context->defaultStream) || std::any_of(context->streams.begin(), context->streams.end(), holds);
}

void dropWork(Context* context) {
    context->defaultStream->queue.clear();
    for (const std::shared_ptr<Stream>& stream : context->streams) {
        stream->queue.clear();
    }
}

Code enqueue(void* stream, const std::string& what, std::function<void()> work) {
    const Entry entry("work of libraries", Entry::CONTEXT);
    if (entry.code != SUCCESS) {
        return entry.code;
    }
    return queue(streamOf(stream), {Work::KERNEL, what, [work = std::move(work)] { guarded(work); }});
}

}  // namespace fake

using namespace fake;

FAKE_API int cuStreamCreateWithPriority(Stream** handle, unsigned flags, int priority) {
    ENTER(CONTEXT);
    if (flags > 1) {
        return INVALID_VALUE;
    }
    const std::shared_ptr<Stream> stream = newStream(current(), flags == 0);
    stream->priority = priority;
    current()->streams.push_back(stream);
    *handle = stream.get();
    return SUCCESS;
}

FAKE_API int cuStreamCreate(Stream** handle, unsigned flags) {
    ENTER(CONTEXT);
    return cuStreamCreateWithPriority(handle, flags, 0);
}

FAKE_API int cuStreamDestroy_v2(Stream* handle) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (stream == nullptr || isDefault(handle)) {
        return INVALID_HANDLE;
    }
    /* A device finishes what was queued; here now, since nobody can wait for it any more. */
    execute(stream, UINT64_MAX);
    auto& streams = current()->streams;
    streams.erase(std::remove(streams.begin(), streams.end(), stream), streams.end());
    return SUCCESS;
}

FAKE_API int cuStreamGetCtx(Stream* handle, Context** context) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    *context = stream == nullptr ? nullptr : stream->context;
    return stream == nullptr ? INVALID_HANDLE : SUCCESS;
}

FAKE_API int cuStreamGetFlags(Stream* handle, unsigned* flags) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    *flags = stream == nullptr || stream->blocking ? 0 : 1;
    return stream == nullptr ? INVALID_HANDLE : SUCCESS;
}

FAKE_API int cuStreamGetPriority(Stream* handle, int* priority) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    *priority = stream == nullptr ? 0 : stream->priority;
    return stream == nullptr ? INVALID_HANDLE : SUCCESS;
}

FAKE_API int cuStreamSynchronize(Stream* handle) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (stream->capture != nullptr) {
        stream->capture->invalidated = true;
        return STREAM_CAPTURE_UNSUPPORTED;
    }
    count("synchronisations");
    if (isDefault(handle)) {
        queue(stream, {Work::OTHER, "a synchronisation", [] {}});
    }
    const Code code = execute(stream, UINT64_MAX);
    releasePools();
    return code;
}

/** Asking makes the device go on by one piece of work, so that a host that asks in a loop ends. */
FAKE_API int cuStreamQuery(Stream* handle) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (stream->capture != nullptr) {
        stream->capture->invalidated = true;
        return STREAM_CAPTURE_UNSUPPORTED;
    }
    if (stream->queue.empty()) {
        return SUCCESS;
    }
    const Code code = executeNext(stream);
    return code == SUCCESS ? NOT_READY : code;
}

FAKE_API int cuLaunchHostFunc(Stream* handle, void (*function)(void*), void* data) {
    ENTER(CONTEXT);
    return queue(streamOf(handle), {Work::HOST, "a host function", [=] { function(data); }});
}

FAKE_API int cuStreamAddCallback(Stream* handle, void (*function)(Stream*, int, void*), void* data, unsigned) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (stream != nullptr && stream->capture != nullptr) {
        stream->capture->invalidated = true;
        return STREAM_CAPTURE_UNSUPPORTED;
    }
    return queue(stream, {Work::HOST, "a callback", [=] { function(handle, SUCCESS, data); }});
}

FAKE_API int cuEventCreate(Event** event, unsigned flags) {
    ENTER(CONTEXT);
    constexpr unsigned DISABLE_TIMING = 2;
    *event = new Event{current(), (flags & DISABLE_TIMING) == 0};
    events().insert(*event);
    return SUCCESS;
}

FAKE_API int cuEventDestroy_v2(Event* event) {
    ENTER(CONTEXT);
    if (events().erase(event) == 0) {
        return INVALID_HANDLE;
    }
    delete event;
    return SUCCESS;
}

FAKE_API int cuEventRecord(Event* event, Stream* handle) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (events().count(event) == 0 || stream == nullptr) {
        return INVALID_HANDLE;
    }
    const auto nanoseconds = std::make_shared<int64_t>(0);
    const Code code = queue(stream, {Work::EVENT_RECORD, "the recording of an event", [nanoseconds] {
        *nanoseconds = now();
    }});
    if (code == SUCCESS) {
        event->recorded = true;
        event->position = {stream, stream->queued};
        event->nanoseconds = nanoseconds;
        event->capture = stream->capture;
        event->captured = stream->capture == nullptr ? 0 : stream->capture->graph->works.size();
    }
    return code;
}

FAKE_API int cuEventRecordWithFlags(Event* event, Stream* handle, unsigned) {
    ENTER(CONTEXT);
    return cuEventRecord(event, handle);
}

FAKE_API int cuStreamWaitEvent(Stream* handle, Event* event, unsigned) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (events().count(event) == 0 || stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (!event->recorded) {
        return SUCCESS;
    }
    if (event->capture == nullptr && stream->capture != nullptr) {
        stream->capture->invalidated = true;
        return STREAM_CAPTURE_ISOLATION;
    }
    if (event->capture == nullptr) {
        return queue(stream, wait(event->position));
    }
    if (stream->capture == nullptr) {
        stream->capture = event->capture;
        return SUCCESS;
    }
    if (stream->capture != event->capture) {
        stream->capture->invalidated = true;
        return STREAM_CAPTURE_MERGE;
    }
    auto& unjoined = stream->capture->unjoined;
    const auto joining = unjoined.find(event->position.stream.get());
    if (stream.get() == stream->capture->origin && joining != unjoined.end() && joining->second <= event->captured) {
        unjoined.erase(joining);
    }
    return SUCCESS;
}

FAKE_API int cuEventSynchronize(Event* event) {
    ENTER(CONTEXT);
    if (events().count(event) == 0) {
        return INVALID_HANDLE;
    }
    if (!event->recorded) {
        return SUCCESS;
    }
    if (event->capture != nullptr) {
        event->capture->invalidated = true;
        return CAPTURED_EVENT;
    }
    count("synchronisations");
    return execute(event->position.stream, event->position.count);
}

FAKE_API int cuEventQuery(Event* event) {
    ENTER(CONTEXT_UNCAPTURED);
    if (events().count(event) == 0) {
        return INVALID_HANDLE;
    }
    if (!event->recorded || event->position.stream->executed >= event->position.count) {
        return SUCCESS;
    }
    const Code code = executeNext(event->position.stream);
    return code == SUCCESS ? NOT_READY : code;
}

FAKE_API int cuEventElapsedTime(float* milliseconds, Event* start, Event* end) {
    ENTER(CONTEXT);
    for (const Event* event : {start, end}) {
        if (events().count(const_cast<Event*>(event)) == 0 || !event->timed || !event->recorded
                || event->capture != nullptr) {
            return INVALID_HANDLE;
        }
        if (event->position.stream->executed < event->position.count) {
            return NOT_READY;
        }
    }
    *milliseconds = static_cast<float>(*end->nanoseconds - *start->nanoseconds) * 1e-6f;
    return SUCCESS;
}

FAKE_API int cuEventElapsedTime_v2(float* milliseconds, Event* start, Event* end) {
    ENTER(CONTEXT);
    return cuEventElapsedTime(milliseconds, start, end);
}
