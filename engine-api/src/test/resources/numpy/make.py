"""Writes what NumPy computes and prints (functions.json, printed.json), for the engine to be compared with.

python3 make.py, with NumPy 2.x. Floating-point results are computed in float64 from inputs that float32 holds exactly.
"""
import json
import math
import pathlib
import numpy as np

rng = np.random.default_rng(20240607)
here = pathlib.Path(__file__).parent


def number(x):
    if isinstance(x, (bool, np.bool_)):
        return int(x)
    if isinstance(x, (int, np.integer)):
        return int(x)
    if math.isnan(x):
        return "NaN"
    return ("Infinity" if x > 0 else "-Infinity") if math.isinf(x) else float(x)


def array(a):
    a = np.asarray(a)
    dtype = "float" if a.dtype == np.float64 else a.dtype.name
    return {"dtype": dtype, "shape": list(a.shape), "values": [number(x) for x in a.ravel()]}


def floats(*shape, low=-2.0, high=2.0):
    return np.float32(rng.uniform(low, high, shape)).astype(np.float64)


def spaced(*shape):
    """No two nearly equal, so that small steps change no order."""
    n = int(np.prod(shape))
    return (rng.permutation(n) / 8 - n / 16).reshape(shape)


cases = []


def case(name, inputs, *expected):
    cases.append({"name": name, "inputs": [array(a) for a in inputs], "expected": [array(e) for e in expected]})


x, y = floats(3, 4, 5), floats(3, 4, 5)
p = floats(3, 4, low=0.1, high=1)
case("clip", [x], np.clip(x, -1, 0.5))
case("maximum", [x, y], np.maximum(x, y))
case("minimum of a row", [x, y[0, 0]], np.minimum(x, y[0, 0]))
case("where", [x > 0, x, y], np.where(x > 0, x, y))
case("broadcast sum", [x, y[:, :1, :], y[0, :, :1]], x * y[:, :1, :] + y[0, :, :1])
case("divide", [x, y + np.sign(y)], x / (y + np.sign(y)))
case("pow", [p, floats(3, 4)], p)
cases[-1]["expected"] = [array(p ** np.array(cases[-1]["inputs"][1]["values"]).reshape(3, 4))]
case("floorDivide", [x * 4, y + np.sign(y)], np.floor_divide(x * 4, y + np.sign(y)))
case("floorMod", [x * 4, y + np.sign(y)], np.mod(x * 4, y + np.sign(y)))
case("sin cos tan", [x / 2], np.sin(x / 2), np.cos(x / 2), np.tan(x / 2))
case("rsqrt reciprocal", [np.abs(x) + 0.5], 1 / np.sqrt(np.abs(x) + 0.5), 1 / (np.abs(x) + 0.5))
case("erf", [x], np.vectorize(math.erf)(x))
case("floor ceil round", [np.array([-2.5, -1.5, -0.2, 0.5, 1.5, 2.4])], np.floor([-2.5, -1.5, -0.2, 0.5, 1.5, 2.4]),
     np.ceil([-2.5, -1.5, -0.2, 0.5, 1.5, 2.4]), np.round([-2.5, -1.5, -0.2, 0.5, 1.5, 2.4]))
case("cross-entropy of the tutorial", [np.eye(4)[[0, 2, 1]], p], np.mean(-np.sum(np.eye(4)[[0, 2, 1]] * np.log(p), 1)))
special = np.array([1, np.nan, np.inf, -np.inf, 0, -0.0])
case("isNaN isInfinite isFinite", [special], np.isnan(special), np.isinf(special), np.isfinite(special))
case("comparisons", [np.round(x), np.round(y)], *[f(np.round(x), np.round(y)) for f in
     (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)])
a, b = rng.random((2, 7)) > 0.5
case("logical", [a, b], a & b, a | b, a ^ b, ~a)

case("reduceMean", [x], np.mean(x), np.mean(x, (0, 2)), np.mean(x, 1, keepdims=True))
case("reduceSum", [x], np.sum(x), np.sum(x, (0, 2)), np.sum(x, -1, keepdims=True))
case("reduceProd", [x], np.prod(x, 1), np.prod(x[0], 1))
cases[-1]["expected"] = [array(np.prod(x, 1)), array(np.prod(x, (1, 2)))]
s = spaced(3, 4, 5)
case("reduceMax reduceMin", [s], np.max(s, 1), np.min(s, (0, 2), keepdims=True))
case("argMax argMin", [s], np.argmax(s, 1).astype(np.int32), np.argmin(s, -1).astype(np.int32))
case("reduceVariance reduceStd", [x], np.var(x, 1), np.std(x, (0, 2)), np.var(x))
case("norm", [x], np.linalg.norm(x), np.linalg.norm(x, axis=1))
case("reduceLogSumExp", [x * 100], np.logaddexp.reduce(x * 100, 1), np.logaddexp.reduce((x * 100).ravel()))
case("reduceLogSumExp of infinities", [np.array([[-np.inf, -np.inf], [np.inf, 1], [-np.inf, 2]])],
     np.array([-np.inf, np.inf, 2]))
t = rng.random((3, 4)) > 0.4
case("reduceAll reduceAny countNonZero", [t], np.all(t, 1), np.any(t, 0), np.count_nonzero(t, 1).astype(np.int32))
case("mean of nothing", [np.zeros((0, 3))], np.array([np.nan] * 3))

for n in (1, 2, 7, 16, 33):
    v = floats(2, n, 3)
    case(f"cumSum {n}", [v], np.cumsum(v, 1), np.cumsum(v[:, ::-1], 1)[:, ::-1],
         np.concatenate([np.zeros((2, 1, 3)), np.cumsum(v, 1)[:, :-1]], 1),
         np.concatenate([np.cumsum(v[:, ::-1], 1)[:, ::-1][:, 1:], np.zeros((2, 1, 3))], 1))
v = floats(3, 6)
v[1, 2] = 0
case("cumProd", [v], np.cumprod(v, 1), np.cumprod(v, 0), np.concatenate([np.ones((3, 1)), np.cumprod(v, 1)[:, :-1]], 1))
case("cumSum of special values", [np.array([1, np.inf, 2, np.nan, 3])], np.cumsum([1, np.inf, 2, np.nan, 3]))
for dtype in (np.int8, np.uint8, np.int16, np.int32, np.int64):
    v = rng.integers(0, 100, 9).astype(dtype)
    case(f"cumSum {np.dtype(dtype).name}", [v], np.cumsum(v, dtype=dtype))


def stable(v, axis, descending):
    if not descending:
        return np.argsort(v, axis, kind="stable").astype(np.int32)
    key = -v.astype(np.float64)  # NaN stays last
    return np.argsort(key, axis, kind="stable").astype(np.int32)


def sorting(name, v, axis):
    up, down = stable(v, axis, False), stable(v, axis, True)
    case(name, [v], np.take_along_axis(v, up, axis), np.take_along_axis(v, down, axis), up, down)


sorting("sort axis 1", spaced(3, 7, 2), 1)
sorting("sort with ties and NaN axis 1", np.array([[2, 1, 2, np.nan, 1, 2, np.nan, -np.inf, np.inf, 0, -0.0, 0.0]]), 1)
for dtype in (np.int8, np.uint8, np.int16, np.int32, np.int64):
    sorting(f"sort {np.dtype(dtype).name} axis 1", rng.integers(0, 9, (2, 20)).astype(dtype), 1)
v = rng.integers(-1000, 1000, (1, 2500)) / 8
v[0, ::100] = np.nan
sorting("sort of a long row axis 1", v, 1)
sorting("sort of long integers axis 1", rng.integers(-99, 99, (1, 2100)).astype(np.int8), 1)
v = spaced(3, 8)
case("topK", [v], -np.sort(-v, 1)[:, :3], stable(v, 1, True)[:, :3])

m = floats(3, 4, 5)
case("expandDims squeeze", [m], m[:, None], m[..., None], m.reshape(3, 4, 5))
case("tile", [m], np.tile(m, (2, 1, 3)), np.tile(m, (1, 0, 1)))
case("repeat", [m], np.repeat(m, 3, 1), np.repeat(m, 2, -1))
case("stack", [m, -m], np.stack([m, -m], 0), np.stack([m, -m], -1))
case("unstack", [m], *[m[:, i] for i in range(4)])
case("split", [m], *np.split(m, 2, 1), *np.split(m, [1, 4], 2))
case("pad", [m], np.pad(m, ((1, 0), (0, 2), (3, 1)), constant_values=7))
case("reverse", [m], m[::-1, :, ::-1], m[::-1, ::-1, ::-1])
case("roll", [m], np.roll(m, 2, 1), np.roll(m, -1, 2), np.roll(m, 7, 0))
case("transpose", [m], m.T, m.transpose(1, 0, 2))
for text in ("0", "-1", "1:", ":-1, ::2", "::-1", "..., 0", "0, ..., 1:4", ":, newaxis, 1:3, ::-2", "5:1:-1, 1", "10:, :", "-2:, -3:-1",
             "2:0:-1, 3::-2", "newaxis, ..., newaxis", "1, 2, 3", ""):
    case(f"slice [{text}]", [m], eval("m[" + (text or "...") + "]", {"m": m, "newaxis": None}))
i = np.array([[0, 3], [2, 2]], np.int32)
case("gather axis 1", [m, i], np.take(m, i, 1))
case("gather axis 2", [m, i], np.take(m, i, 2))
case("gather axis 0", [m, i % 3], np.take(m, i % 3, 0))
i = rng.integers(0, 4, (3, 6, 5)).astype(np.int32)
case("gatherAlong", [m, i], np.take_along_axis(m, i, 1))
case("oneHot", [np.array([0, 2, 5, -1], np.int32)], np.array([[1, 0, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0]], np.float64))
c, d = floats(2, 1, 3, 4), floats(5, 4, 2)
case("matmul", [c, d], c @ d)
case("matmul transposed", [c, d], np.swapaxes(d, 1, 2) @ np.swapaxes(c, 2, 3))
case("matmul int32", [np.arange(6, dtype=np.int32).reshape(2, 3) - 2, np.arange(6, dtype=np.int32).reshape(3, 2)],
     (np.arange(6, dtype=np.int32).reshape(2, 3) - 2) @ np.arange(6, dtype=np.int32).reshape(3, 2))
for dtype, low in ((np.int8, -128), (np.uint8, 0), (np.int16, -32768), (np.int32, -2**31), (np.int64, -2**52)):
    name = np.dtype(dtype).name
    u = np.concatenate([rng.integers(low, -low if low else 256, 40), [low, low + 1, 7, -7 if low else 7, 0]]).astype(dtype)
    w = np.concatenate([rng.integers(max(low, -50), 50, 40), [1, -2 if low else 2, 2, 2, 3]]).astype(dtype)
    w[3] = 0
    with np.errstate(divide="ignore"):
        case(f"floorDivide {name}", [u, w], np.floor_divide(u, w))
        case(f"floorMod {name}", [u, w], np.mod(u, w))
    q = rng.integers(1 if low == 0 else -3, 4, 9).astype(dtype)
    e = rng.integers(0, 4, 9).astype(dtype)
    case(f"pow {name}", [q, e], q ** e)
    case(f"true divide {name}", [u, np.where(w == 0, 1, w).astype(dtype)], (u / np.where(w == 0, 1, w)).astype(
        np.float32 if np.dtype(dtype).itemsize <= 2 else np.float64))
    if np.dtype(dtype).itemsize > 2:
        cases[-1]["expected"][0]["dtype"] = "float64"
    v = rng.integers(1 if low == 0 else -9, 100, (3, 5)).astype(dtype)
    case(f"reduceMean {name}", [v], np.trunc(np.mean(v, 1)).astype(dtype))
case("eye linspace range", [np.zeros(1)], np.eye(3, 4), np.linspace(-1, 2, 7), np.arange(5, dtype=np.int32),
     np.arange(5, -6, -3, dtype=np.int32), np.arange(0, 1, 0.125))

case("exp expm1 log1p", [x], np.exp(x), np.expm1(x), np.log1p(np.abs(x)))
case("abs sign square sqrt", [x], np.abs(x), np.sign(x), np.square(x), np.sqrt(np.abs(x) + 0.5))
case("sigmoid tanh softplus", [x], 1 / (1 + np.exp(-x)), np.tanh(x), np.logaddexp(0, x))
case("subtract raise", [p, p[0] + 1], p - (p[0] + 1), p ** (p[0] + 1))
case("cast", [x * 3], np.trunc(x * 3).astype(np.int32), np.trunc(x * 3), x * 3 != 0)
case("concat", [m, -m], np.concatenate([m, -m, m], 0), np.concatenate([m, -m], -1))
case("reshape broadcastTo", [m], m.reshape(4, 15), np.broadcast_to(m[:, :1], (3, 4, 5)))
case("rows window take", [m], m[1:3], m[1:3, :2, 2:5], m[[2, 0, 2]])
case("matrixTranspose", [m], np.swapaxes(m, 1, 2))
case("zeros ones constant vector", [m], np.zeros((2, 3)), np.ones((2, 3)), np.zeros_like(m), np.ones_like(m),
     np.array([[1.0, 2.5]]), np.array([3.0, -1.0]))

(here / "functions.json").write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")

# ---- printed arrays ----------------------------------------------------------------------------------------------------
# TensorFlow works with NumPy up to 2.2.
np.set_printoptions(legacy="2.2")
printed = []


def show(a, listed=True):
    a = np.asarray(a)
    text = str(a[()])
    printed.append({"dtype": a.dtype.name, "shape": list(a.shape), "values": [number(v) for v in a.ravel()] if listed else "range",
                    "str": text, "repr": str(a[()]) if a.ndim == 0 else repr(a)})


for dtype in (np.float32, np.float64):
    for v in (0, 1, -1, 0.1, -0.1, 1 / 3, 1e-4, 9.99e-5, 1e-5, 1.5e-7, 123456789, 1e15, 1e16, 1.5e16, 3.4e38, np.nan, np.inf, -np.inf,
              2 ** 24 + 1, 0.3, 2.675, 1e-45, -0.0):
        show(dtype(v))
    for v in ([1, 2, 3], [1.5, -2.25, 10], [0.1, 0.2, 0.3], [1 / 3, 2 / 3], [1e-5, 1], [1e-4, 0.1], [1, 1000], [1, 1001], [1, 1000.5],
              [1e8, 1e7], [99999999, 1e6], [1e-10, 1e10], [0, 1e-5], [np.nan, 1], [np.inf, -np.inf, 0.5], [np.nan], [np.inf], [-np.inf, np.nan],
              [np.nan, 1e-9, 1], [-1, -0.0, 0.0], [1e30, -1e-30, np.inf], [12345.678, 0.5], [0.123456789, 0.5], [2.5e-8, 0.0], [1e5, 100.125],
              [1.00000005, 2], [0.1 + 0.2, 3], [1e-4 * 0.99999, 1e-4], [8388608.5, 8192], []):
        show(np.array(v, dtype))
    show(rng.standard_normal((3, 4)).astype(dtype))
    show((rng.standard_normal((2, 3, 4)) * 100).astype(dtype))
    show(rng.random(40).astype(dtype))
    show((10 ** rng.uniform(-8, 8, (4, 7))).astype(dtype))
    show(rng.random((2, 30)).astype(dtype) * 1000)
    show(np.zeros((0, 3), dtype))
    show(np.zeros((2, 0), dtype))
    show(np.ones((1, 1, 1), dtype))
    show(np.arange(2000, dtype=dtype), False)
    show(np.arange(40 * 50, dtype=dtype).reshape(40, 50), False)
    show(np.arange(1200, dtype=dtype).reshape(3, 4, 100), False)
    show(np.arange(1200, dtype=dtype).reshape(300, 2, 2), False)
    show(np.arange(1001, dtype=dtype).reshape(7, 143), False)
    for _ in range(20):
        show((10 ** rng.uniform(-3, 3, 6) * rng.choice([-1, 1], 6)).astype(dtype))
        show((rng.uniform(-1, 1, 5) * 10 ** rng.uniform(-6, 9)).astype(dtype))
show(np.array([5e-324, 1.7976931348623157e308]))
show(np.array([1e100, 1e5]))
for dtype in (np.int8, np.int16, np.int32, np.int64, np.uint8):
    info = np.iinfo(dtype)
    show(np.array([info.min, 0, info.max], dtype))
    show(dtype(info.max))
    show(np.arange(24, dtype=dtype).reshape(2, 3, 4))
    show(np.arange(100, dtype=dtype))
    show(np.array([], dtype))
show(np.arange(3000, dtype=np.int32), False)
show(np.arange(-1500, 1500, dtype=np.int64).reshape(1500, 2)[:, :] + 1500, False)
show(np.array(True))
show(np.array(False))
show(np.array([True, False]))
show(np.array([[True, True], [False, True]]))
show(np.array([True, True]))
show(np.array([], bool))
(here / "printed.json").write_text("[\n" + ",\n".join(json.dumps(c) for c in printed) + "\n]\n")
strings = []
for v in (["a", "b"], [["hello", "world"], ["TensorFlow", "it's"]], "scalar", "caf\u00e9", ["tab\t", "\"quoted\"", "both ' \"", "back\\slash"],
          [], [["long string number %d" % i for i in range(6)]], [f"w{i}" for i in range(1100)]):
    a = np.array(v, dtype=object)
    e = np.empty(a.shape, object)
    for k in np.ndindex(a.shape):
        e[k] = a[k].encode()
    strings.append({"nested": v, "shape": list(a.shape), "str": repr(e[()]) if a.ndim == 0 else str(e)})
(here / "strings.json").write_text(json.dumps(strings, indent=0) + "\n")
