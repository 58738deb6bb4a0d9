"""PyTorch's side of PeerComparison: reads one JSON object a line, and answers each with one.

{"variants": WORK}             -> {"variants": [NAME, ..]}, what compiles last; lets go of what was prepared
{"prepare": WORK, "variant": NAME, "seconds": N} -> {}, or an error after that time
{"run": NAME, "count": N}      -> {"microseconds": of one of N runs}
{"losses": FOLDER, ...}        -> {"loss": mean over the first steps, from the weights and data in FOLDER}
{"copy": BYTES}                -> {"microseconds": of one copy on the device}
ANYTHING                       -> {"error": what went wrong}
{"device": null}               -> {"torch": VERSION, "device": NAME, ...}

WORK is {"kind": "network" | "product" | "elementwise" | "adam", "units": [..], "batch": N, "size": N}. Variants are
named by precision and way: "fp32 eager", "tf32 graph", "bf16 compile". Started with a second argument, it trains one
step of a network and ends: what a fresh process takes to it.
"""
import array
import json
import os
import signal
import sys
import time

import torch

DEVICE = sys.argv[1]
SAMPLES = 55000
IS_CUDA = DEVICE == "cuda"
PRECISIONS = ("fp32", "tf32", "bf16") if IS_CUDA else ("fp32",)
WAYS = ("eager", "graph", "compile") if IS_CUDA else ("eager",)


def wait():
    if IS_CUDA:
        torch.cuda.synchronize()


def set_precision(precision):
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"


def autocast(precision):
    # Casts of weights must not be kept from step to step: a recorded step would go on with old ones.
    return torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=precision == "bf16", cache_enabled=False)


def network(units):
    layers = []
    for inputs, outputs in zip(units, units[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1]).to(DEVICE)


class TrainingStep:
    """A step of a network: data on the device, a shuffled batch gathered there, running loss and accuracy kept there."""

    def __init__(self, work, precision, compiled):
        self.precision = precision
        batch, units = work["batch"], work["units"]
        samples = work.get("samples", SAMPLES)
        self.images = torch.rand(samples, units[0], device=DEVICE)
        self.labels = torch.randint(0, units[-1], (samples,), device=DEVICE)
        self.steps = samples // batch
        self.orders = torch.randperm(samples, device=DEVICE)[:self.steps * batch].reshape(self.steps, batch)
        self.cursor = torch.zeros(1, dtype=torch.int64, device=DEVICE)
        self.total = torch.zeros((), device=DEVICE)
        self.correct = torch.zeros((), device=DEVICE)
        self.model = network(units)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01, **({"fused": True} if IS_CUDA else {}))
        self.forward = torch.compile(self.losses) if compiled else self.losses

    def losses(self, x, y):
        scores = self.model(x)
        return torch.nn.functional.cross_entropy(scores.float(), y), scores

    def __call__(self):
        rows = self.orders.index_select(0, self.cursor)[0]
        x, y = self.images.index_select(0, rows), self.labels.index_select(0, rows)
        self.optimizer.zero_grad(set_to_none=True)
        with autocast(self.precision):
            loss, scores = self.forward(x, y)
        loss.backward()
        self.optimizer.step()
        self.total += loss.detach() * len(y)
        self.correct += (scores.argmax(1) == y).sum()
        self.cursor.add_(1).remainder_(self.steps)


class Product:
    def __init__(self, work, precision, compiled):
        dtype = torch.bfloat16 if precision == "bf16" else torch.float32
        n = work["size"]
        self.x = torch.rand(n, n, device=DEVICE).to(dtype)
        self.y = torch.rand(n, n, device=DEVICE).to(dtype)
        self.result = torch.empty(n, n, device=DEVICE, dtype=dtype)

    def __call__(self):
        torch.matmul(self.x, self.y, out=self.result)


class Elementwise:
    """max(x y + y, 0)"""

    def __init__(self, work, precision, compiled):
        self.x = torch.rand(work["size"], device=DEVICE)
        self.y = torch.rand(work["size"], device=DEVICE)
        self.function = torch.compile(self.compute) if compiled else self.compute

    @staticmethod
    def compute(x, y):
        return torch.relu(x * y + y)

    def __call__(self):
        self.result = self.function(self.x, self.y)


class AdamStep:
    def __init__(self, work, precision, compiled):
        weights = torch.nn.Parameter(torch.rand(work["size"], device=DEVICE))
        weights.grad = torch.rand(work["size"], device=DEVICE)
        options = {"fused": True, "capturable": True} if IS_CUDA else {}
        self.optimizer = torch.optim.Adam([weights], lr=0.001, **options)

    def __call__(self):
        self.optimizer.step()


WORKS = {"network": TrainingStep, "product": Product, "elementwise": Elementwise, "adam": AdamStep}
# What a compiler has nothing to do with, or a precision nothing, is not tried.
SENSIBLE = {"network": (PRECISIONS, WAYS), "product": (PRECISIONS, WAYS[:2]), "elementwise": (("fp32",), WAYS),
            "adam": (("fp32",), WAYS[:2])}


class Graph:
    """A step recorded as a CUDA graph."""

    def __init__(self, step):
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                step()
        torch.cuda.current_stream().wait_stream(stream)
        self.step = step
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            step()

    def __call__(self):
        self.graph.replay()


prepared = {}


def variants(work):
    prepared.clear()
    if IS_CUDA:
        torch.cuda.empty_cache()
    precisions, ways = SENSIBLE[work["kind"]]
    return {"variants": [precision + " " + way for way in ways for precision in precisions]}


def out_of_time(*_):
    raise TimeoutError("it was not prepared in its time")


def prepare(work, name, seconds):
    precision, way = name.split()
    signal.signal(signal.SIGALRM, out_of_time)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        set_precision(precision)
        step = WORKS[work["kind"]](work, precision, way == "compile")
        step = Graph(step) if way == "graph" else step
        step()
        wait()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    prepared[name] = step
    return {}


def run(name, count):
    set_precision(name.split()[0])
    step = prepared[name]
    wait()
    start = time.perf_counter()
    for _ in range(count):
        step()
    wait()
    return {"microseconds": (time.perf_counter() - start) / count * 1e6}


def read(folder, name, kind):
    numbers = array.array(kind)
    with open(os.path.join(folder, name), "rb") as file:
        numbers.frombytes(file.read())
    return torch.tensor(numbers, device=DEVICE)


def losses(question):
    """The mean loss of the steps over the samples in order, in fp32."""
    set_precision("fp32")
    folder, units, batch = question["losses"], question["units"], question["batch"]
    model = network(units)
    weights = read(folder, "weights", "f")
    position = 0
    with torch.no_grad():
        for layer in model:
            if isinstance(layer, torch.nn.Linear):
                kernel = weights[position:position + layer.weight.numel()].reshape(layer.in_features, layer.out_features)
                layer.weight.copy_(kernel.T)
                position += kernel.numel()
                layer.bias.copy_(weights[position:position + layer.bias.numel()])
                position += layer.bias.numel()
    images = read(folder, "images", "f").reshape(-1, units[0])
    labels = read(folder, "labels", "i").long()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    total = 0.0
    for first in range(0, len(labels), batch):
        x, y = images[first:first + batch], labels[first:first + batch]
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
    return {"loss": total / len(labels)}


def copy(size):
    prepared.clear()
    x = torch.rand(size // 4, device=DEVICE)
    y = torch.empty_like(x)
    for _ in range(5):
        y.copy_(x)
    wait()
    start = time.perf_counter()
    for _ in range(20):
        y.copy_(x)
    wait()
    return {"microseconds": (time.perf_counter() - start) / 20 * 1e6}


def describe():
    answer = {"torch": torch.__version__, "threads": torch.get_num_threads()}
    if IS_CUDA:
        properties = torch.cuda.get_device_properties(0)
        answer.update(device=properties.name, cuda=torch.version.cuda, cudnn=torch.backends.cudnn.version(),
                      capability="%d.%d" % (properties.major, properties.minor))
    return answer


def answer(question):
    if "variants" in question:
        return variants(question["variants"])
    if "prepare" in question:
        return prepare(question["prepare"], question["variant"], question["seconds"])
    if "run" in question:
        return run(question["run"], question["count"])
    if "losses" in question:
        return losses(question)
    if "copy" in question:
        return copy(question["copy"])
    return describe()


if len(sys.argv) > 2:
    torch.manual_seed(1)
    TrainingStep(json.loads(sys.argv[2]), "fp32", False)()
    wait()
else:
    # What compilers print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        try:
            print(json.dumps(answer(json.loads(line))), file=answers, flush=True)
        except Exception as e:
            print(json.dumps({"error": (type(e).__name__ + ": " + str(e))[:300]}), file=answers, flush=True)
