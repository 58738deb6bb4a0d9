/* Graphs are lists: what was queued on a captured stream, in that order, without having run. */
#include <algorithm>

#include "driver.h"

namespace fake {
namespace {

enum Mode { GLOBAL = 0, THREAD_LOCAL = 1, RELAXED = 2 };

std::vector<std::shared_ptr<Capture>>& captures() {
    static auto* const captures = new std::vector<std::shared_ptr<Capture>>;
    return *captures;
}

template <class T> std::map<void*, std::shared_ptr<T>>& handles() {
    static auto* const handles = new std::map<void*, std::shared_ptr<T>>;
    return *handles;
}

/** What cuGraphInstantiate makes of a graph. */
struct Executable {
    std::vector<Work> works;
};

thread_local int exchangedMode = GLOBAL;

}  // namespace

Capture* forbiddingCapture() {
    for (const std::shared_ptr<Capture>& capture : captures()) {
        const bool own = capture->thread == std::this_thread::get_id();
        if (exchangedMode != RELAXED && capture->mode != RELAXED
                && (own || (capture->mode == GLOBAL && exchangedMode == GLOBAL))) {
            return capture.get();
        }
    }
    return nullptr;
}

}  // namespace fake

using namespace fake;

FAKE_API int cuStreamBeginCapture_v2(Stream* handle, int mode) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (stream == nullptr || mode < GLOBAL || mode > RELAXED) {
        return stream == nullptr ? INVALID_HANDLE : INVALID_VALUE;
    }
    if (stream == current()->defaultStream) {
        return STREAM_CAPTURE_UNSUPPORTED;
    }
    if (stream->capture != nullptr) {
        return INVALID_VALUE;
    }
    stream->capture = std::make_shared<Capture>();
    stream->capture->origin = stream.get();
    stream->capture->mode = mode;
    stream->capture->thread = std::this_thread::get_id();
    captures().push_back(stream->capture);
    return SUCCESS;
}

FAKE_API int cuStreamEndCapture(Stream* handle, Graph** graph) {
    ENTER(CONTEXT);
    *graph = nullptr;
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    const std::shared_ptr<Capture> capture = stream->capture;
    if (capture == nullptr) {
        return INVALID_VALUE;
    }
    if (capture->origin != stream.get()) {
        capture->invalidated = true;
        return STREAM_CAPTURE_UNMATCHED;
    }
    if (capture->mode != RELAXED && capture->thread != std::this_thread::get_id()) {
        return STREAM_CAPTURE_WRONG_THREAD;
    }
    captures().erase(std::remove(captures().begin(), captures().end(), capture), captures().end());
    for (const std::shared_ptr<Stream>& member : current()->streams) {
        if (member->capture == capture) {
            member->capture = nullptr;
        }
    }
    if (capture->invalidated) {
        return STREAM_CAPTURE_INVALIDATED;
    }
    if (!capture->unjoined.empty()) {
        return STREAM_CAPTURE_UNJOINED;
    }
    *graph = capture->graph.get();
    handles<Graph>()[*graph] = capture->graph;
    return SUCCESS;
}

FAKE_API int cuStreamIsCapturing(Stream* handle, int* status) {
    ENTER(CONTEXT);
    const std::shared_ptr<Stream> stream = streamOf(handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    *status = stream->capture == nullptr ? 0 : stream->capture->invalidated ? 2 : 1;
    return SUCCESS;
}

FAKE_API int cuThreadExchangeStreamCaptureMode(int* mode) {
    ENTER(NOTHING);
    std::swap(exchangedMode, *mode);
    return SUCCESS;
}

FAKE_API int cuGraphCreate(Graph** graph, unsigned) {
    ENTER(DRIVER);
    const auto created = std::make_shared<Graph>();
    *graph = created.get();
    handles<Graph>()[*graph] = created;
    return SUCCESS;
}

FAKE_API int cuGraphDestroy(Graph* graph) {
    ENTER(DRIVER);
    return handles<Graph>().erase(graph) == 0 ? INVALID_HANDLE : SUCCESS;
}

FAKE_API int cuGraphGetNodes(Graph* graph, const Work** nodes, size_t* count) {
    ENTER(DRIVER);
    if (handles<Graph>().count(graph) == 0) {
        return INVALID_HANDLE;
    }
    if (nodes != nullptr) {
        for (size_t i = 0; i < *count; ++i) {
            nodes[i] = i < graph->works.size() ? &graph->works[i] : nullptr;
        }
        *count = std::min(*count, graph->works.size());
    } else {
        *count = graph->works.size();
    }
    return SUCCESS;
}

FAKE_API int cuGraphNodeGetType(const Work* node, int* type) {
    ENTER(DRIVER);
    *type = node->type;
    return SUCCESS;
}

FAKE_API int cuGraphInstantiateWithFlags(Executable** executable, Graph* graph, unsigned long long) {
    ENTER(CONTEXT);
    if (handles<Graph>().count(graph) == 0) {
        return INVALID_HANDLE;
    }
    const auto created = std::make_shared<Executable>(Executable{graph->works});
    *executable = created.get();
    handles<Executable>()[*executable] = created;
    count("live graphs");
    return SUCCESS;
}

FAKE_API int cuGraphExecDestroy(Executable* executable) {
    ENTER(DRIVER);
    if (handles<Executable>().erase(executable) == 0) {
        return INVALID_HANDLE;
    }
    count("live graphs", -1);
    return SUCCESS;
}

FAKE_API int cuGraphUpload(Executable* executable, Stream* handle) {
    ENTER(CONTEXT);
    if (handles<Executable>().count(executable) == 0) {
        return INVALID_HANDLE;
    }
    return queue(streamOf(handle), {Work::OTHER, "the upload of a graph", [] {}});
}

FAKE_API int cuGraphLaunch(Executable* executable, Stream* handle) {
    ENTER(CONTEXT);
    const auto found = handles<Executable>().find(executable);
    if (found == handles<Executable>().end()) {
        return INVALID_HANDLE;
    }
    count("graph launches");
    std::vector<const Object*> modules;
    for (const Work& work : found->second->works) {
        modules.insert(modules.end(), work.modules.begin(), work.modules.end());
    }
    return queue(streamOf(handle), {Work::OTHER, "a graph", [kept = found->second] {
        for (const Work& work : kept->works) {
            try {
                work.run();
            } catch (DeviceFault& fault) {
                fault.message = work.what + ": " + fault.message;
                throw;
            }
        }
    }, std::move(modules)});
}
